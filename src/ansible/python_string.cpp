#include "ansible/python_string.hpp"

#include <charconv>
#include <cstdint>

namespace slipway::ansible {
namespace {

bool append_utf8(std::uint32_t point, std::string& out) {
  if (point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF)) return false;
  const auto byte = [&](std::uint32_t bits) { out += static_cast<char>(static_cast<unsigned char>(bits)); };
  if (point < 0x80) {
    byte(point);
  } else if (point < 0x800) {
    byte(0xC0U | (point >> 6U));
    byte(0x80U | (point & 0x3FU));
  } else if (point < 0x10000) {
    byte(0xE0U | (point >> 12U));
    byte(0x80U | ((point >> 6U) & 0x3FU));
    byte(0x80U | (point & 0x3FU));
  } else {
    byte(0xF0U | (point >> 18U));
    byte(0x80U | ((point >> 12U) & 0x3FU));
    byte(0x80U | ((point >> 6U) & 0x3FU));
    byte(0x80U | (point & 0x3FU));
  }
  return true;
}

// Exactly `count` hexadecimal digits.
bool append_hex(std::string_view text, std::size_t& at, std::size_t count, std::string& out) {
  std::uint32_t point = 0;
  const std::string_view digits = text.substr(at, count);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), point, 16);
  if (digits.size() != count || error != std::errc() || end != digits.data() + count) return false;
  at += count;
  return append_utf8(point, out);
}

// Up to three octal digits, the first of them at `at`.
bool append_octal(std::string_view text, std::size_t& at, std::string& out) {
  std::uint32_t point = 0;
  const std::string_view digits = text.substr(at, 3);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), point, 8);
  at += static_cast<std::size_t>(end - digits.data());
  return error == std::errc() && append_utf8(point, out);
}

// What a backslash in front of `at` makes of what follows; `at` then stands behind it.
bool append_escaped(std::string_view text, std::size_t& at, std::string& out) {
  constexpr std::string_view letters = "abfnrtv\\'\"";
  constexpr std::string_view meanings = "\a\b\f\n\r\t\v\\'\"";
  const char letter = text[at];
  if (letter >= '0' && letter <= '7') return append_octal(text, at, out);
  ++at;
  if (letter == 'x') return append_hex(text, at, 2, out);
  if (letter == 'u') return append_hex(text, at, 4, out);
  if (letter == 'U') return append_hex(text, at, 8, out);
  if (letter == 'N') return false;
  if (letter == '\n') return true;
  const auto known = letters.find(letter);
  if (known == std::string_view::npos) out += '\\';
  out += known == std::string_view::npos ? letter : meanings[known];
  return true;
}

}  // namespace

std::optional<std::string> python_string(std::string_view text, std::size_t& at) {
  if (at >= text.size() || (text[at] != '\'' && text[at] != '"')) return std::nullopt;
  const char quote = text[at++];
  std::string out;
  while (at < text.size() && text[at] != quote) {
    if (text[at] == '\n') return std::nullopt;
    if (text[at] != '\\') {
      out += text[at++];
      continue;
    }
    if (++at == text.size() || !append_escaped(text, at, out)) return std::nullopt;
  }
  if (at++ >= text.size()) return std::nullopt;
  return out;
}

}  // namespace slipway::ansible
