#include "util/base64.hpp"

#include <nettle/base64.h>

namespace slipway {

namespace {

using Begin = void (*)(base64_encode_ctx*);

std::string encoded(std::string_view bytes, Begin begin) {
  base64_encode_ctx context;
  begin(&context);
  std::string text(BASE64_ENCODE_LENGTH(bytes.size()) + BASE64_ENCODE_FINAL_LENGTH, '\0');
  std::size_t length = base64_encode_update(&context, text.data(), bytes.size(),
                                            reinterpret_cast<const std::uint8_t*>(bytes.data()));
  length += base64_encode_final(&context, text.data() + length);
  text.resize(length);
  return text;
}

}  // namespace

std::string base64(std::string_view bytes) {
  return encoded(bytes, base64_encode_init);
}

std::string base64url(std::string_view bytes) {
  return encoded(bytes, base64url_encode_init);
}

std::optional<std::string> base64_decoded(std::string_view text) {
  base64_decode_ctx context;
  base64_decode_init(&context);
  std::string bytes(BASE64_DECODE_LENGTH(text.size()), '\0');
  std::size_t length = bytes.size();
  const bool read = base64_decode_update(&context, &length, reinterpret_cast<std::uint8_t*>(bytes.data()),
                                         text.size(), text.data()) == 1;
  if (!read || base64_decode_final(&context) != 1) return std::nullopt;
  bytes.resize(length);
  return bytes;
}

}  // namespace slipway
