// Base64 (RFC 4648).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace slipway {

/// Of the plain alphabet, padded with `=`.
std::string base64(std::string_view bytes);

/// With `-` and `_` in place of `+` and `/`, padded with `=`.
std::string base64url(std::string_view bytes);

/// Of the plain alphabet; white space is passed over. nullopt when it is not Base64.
std::optional<std::string> base64_decoded(std::string_view text);

}  // namespace slipway
