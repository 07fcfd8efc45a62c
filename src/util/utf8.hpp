// Where characters begin in a text of UTF-8 (RFC 3629).
#pragma once

#include <algorithm>
#include <string_view>

namespace slipway {

/// Whether the byte goes on with a character that another one has begun.
constexpr bool continues_character(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

inline std::size_t characters_in(std::string_view text) {
  return text.size() - static_cast<std::size_t>(std::count_if(text.begin(), text.end(), continues_character));
}

}  // namespace slipway
