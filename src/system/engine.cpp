#include "system/engine.hpp"

#include <cctype>

namespace slipway {

std::string percent_encoded(const std::string& text) {
  static constexpr char digits[] = "0123456789ABCDEF";
  std::string encoded;
  for (const char character : text) {
    const auto byte = static_cast<unsigned char>(character);
    const bool plain = byte < 0x80 && (std::isalnum(byte) != 0 || character == '-' || character == '_' ||
                                       character == '.' || character == '~');
    if (plain)
      encoded += character;
    else
      encoded.append({'%', digits[byte >> 4U], digits[byte & 15U]});
  }
  return encoded;
}

}  // namespace slipway
