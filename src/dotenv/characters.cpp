#include "dotenv/characters.hpp"

#include <algorithm>
#include <array>

namespace slipway::dotenv {
namespace {

using namespace std::string_view_literals;

// Unicode's White_Space beyond ASCII, in UTF-8; the first two are those that parser.go skips inside a
// statement.
constexpr std::array wide_spaces = {"\u0085"sv, "\u00a0"sv, "\u1680"sv, "\u2000"sv, "\u2001"sv,
                                    "\u2002"sv, "\u2003"sv, "\u2004"sv, "\u2005"sv, "\u2006"sv,
                                    "\u2007"sv, "\u2008"sv, "\u2009"sv, "\u200a"sv, "\u2028"sv,
                                    "\u2029"sv, "\u202f"sv, "\u205f"sv, "\u3000"sv};
constexpr std::size_t wide_blanks = 2;
constexpr std::size_t longest_space = 3;

std::size_t wide_space_at(std::string_view text, std::size_t at, std::size_t how_many) {
  const auto* const end = wide_spaces.begin() + how_many;
  const auto* const found = std::find_if(wide_spaces.begin(), end, [&](std::string_view space) {
    return text.substr(at, space.size()) == space;
  });
  return found == end ? 0 : found->size();
}

std::size_t trailing_space(std::string_view text) {
  for (std::size_t length = 1; length <= std::min(longest_space, text.size()); ++length)
    if (space_at(text, text.size() - length) == length) return length;
  return 0;
}

/// The length of the UTF-8 character at `at`, 0 when there is none: overlong forms, surrogates and what lies
/// beyond U+10FFFF are none (RFC 3629, section 4).
std::size_t character_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U;
  };
  const auto follows = [&](std::size_t i) { return byte(i) >= 0x80 && byte(i) <= 0xBF; };
  const unsigned lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return follows(1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    const bool overlong = lead == 0xE0 && byte(1) < 0xA0;
    const bool surrogate = lead == 0xED && byte(1) > 0x9F;
    return follows(1) && follows(2) && !overlong && !surrogate ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    const bool overlong = lead == 0xF0 && byte(1) < 0x90;
    const bool beyond = lead == 0xF4 && byte(1) > 0x8F;
    return follows(1) && follows(2) && follows(3) && !overlong && !beyond ? 4 : 0;
  }
  return 0;
}

}  // namespace

std::size_t space_at(std::string_view text, std::size_t at) {
  if (at >= text.size()) return 0;
  if ("\t\n\v\f\r "sv.find(text[at]) != std::string_view::npos) return 1;
  return wide_space_at(text, at, wide_spaces.size());
}

std::size_t blank_at(std::string_view text, std::size_t at) {
  if (at >= text.size()) return 0;
  if ("\t\v\f\r "sv.find(text[at]) != std::string_view::npos) return 1;
  return wide_space_at(text, at, wide_blanks);
}

bool is_name_byte(char byte) {
  const bool letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
  const bool digit = byte >= '0' && byte <= '9';
  return letter || digit || "_.-[]"sv.find(byte) != std::string_view::npos ||
         static_cast<unsigned char>(byte) >= 0x80;
}

std::string_view without_trailing_space(std::string_view text) {
  while (const std::size_t length = trailing_space(text)) text.remove_suffix(length);
  return text;
}

std::size_t find_uncarriable(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t length = text[at] == '\0' ? 0 : character_at(text, at);
    if (length == 0) return at;
    at += length;
  }
  return std::string_view::npos;
}

}  // namespace slipway::dotenv
