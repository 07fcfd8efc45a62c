// Checksums of recorded files.
#pragma once

#include <string>
#include <string_view>

namespace slipway {

/// The SHA-256 of `content` in lower-case hexadecimal, 64 digits.
std::string sha256_hex(std::string_view content);

}  // namespace slipway
