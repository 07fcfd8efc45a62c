#include "util/sha256.hpp"

#include <nettle/sha2.h>

#include <array>
#include <cstdint>

namespace slipway {

std::string sha256_hex(std::string_view content) {
  sha256_ctx context{};
  sha256_init(&context);
  // nettle counts bytes; the characters of a string are bytes.
  sha256_update(&context, content.size(), reinterpret_cast<const std::uint8_t*>(content.data()));
  std::array<std::uint8_t, SHA256_DIGEST_SIZE> digest{};
  sha256_digest(&context, digest.size(), digest.data());
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : digest) {
    text += digits[byte >> 4U];
    text += digits[byte & 15U];
  }
  return text;
}

}  // namespace slipway
