// Values: what Compose makes of them, and how they are written.
#include <algorithm>

#include "dotenv/characters.hpp"
#include "dotenv/dotenv.hpp"

namespace slipway {
namespace {

/// Between the quotes: a backslash before the quote goes, every other one stays (extractVarValue in
/// parser.go).
std::string unquoted(std::string_view inner, char quote) {
  std::string value;
  for (std::size_t i = 0; i < inner.size(); ++i) {
    const bool pair = inner[i] == '\\' && i + 1 < inner.size();
    if (pair && inner[i + 1] != quote) value += inner[i];
    value += inner[pair ? ++i : i];
  }
  return value;
}

void append_utf8(std::string& to, unsigned character) {
  if (character < 0x80) {
    to += static_cast<char>(character);
  } else {
    to += static_cast<char>(0xC0U | (character >> 6U));
    to += static_cast<char>(0x80U | (character & 0x3FU));
  }
}

/// `\0` and three octal digits; Go refuses fewer digits and what lies beyond 0377, and leaves the text as it
/// is.
bool append_octal(std::string& to, std::string_view digits) {
  const auto octal = [](char digit) { return digit >= '0' && digit <= '7'; };
  if (digits.size() < 3 || digits[0] > '3' || !std::all_of(digits.begin(), digits.begin() + 3, octal))
    return false;
  unsigned character = 0;
  for (const char digit : digits.substr(0, 3)) character = character * 8 + static_cast<unsigned>(digit - '0');
  append_utf8(to, character);
  return true;
}

/// The escapes of a double-quoted value (expandEscapes in parser.go).
std::string expanded(std::string_view text) {
  constexpr std::string_view escape_names = "abfnrtv\"\\";
  constexpr std::string_view escape_meanings = "\a\b\f\n\r\t\v\"\\";
  std::string value;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char next = text[i] == '\\' && i + 1 < text.size() ? text[i + 1] : '\0';
    const std::size_t known = next == '\0' ? std::string_view::npos : escape_names.find(next);
    if (known != std::string_view::npos) {
      value += escape_meanings[known];
      ++i;
    } else if (next == '$') {
      value += "$$";
      ++i;
    } else if (next == '0' && append_octal(value, text.substr(i + 2))) {
      i += 4;
    } else {
      value += text[i];
    }
  }
  return value;
}

std::string with_single_dollars(std::string_view text) {
  std::string value;
  for (std::size_t i = 0; i < text.size(); ++i) {
    value += text[i];
    if (text.substr(i, 2) == "$$") ++i;
  }
  return value;
}

}  // namespace

std::string dotenv_value(std::string_view text, const DotenvEntry& entry) {
  const std::string_view raw = text.substr(entry.value_begin, entry.value_end - entry.value_begin);
  if (entry.quotes == DotenvQuotes::none) return with_single_dollars(raw);
  const std::string inner = unquoted(raw.substr(1, raw.size() - 2), raw.front());
  return entry.quotes == DotenvQuotes::single_quotes ? inner : with_single_dollars(expanded(inner));
}

bool is_dotenv_key(std::string_view key) {
  const auto allowed = [](char byte) {
    return static_cast<unsigned char>(byte) < 0x80 && dotenv::is_name_byte(byte);
  };
  return !key.empty() && (key[0] < '0' || key[0] > '9') && std::all_of(key.begin(), key.end(), allowed);
}

bool is_plain_dotenv_value(std::string_view value) {
  constexpr std::string_view harmless =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@%+=:,./-";
  return value.find_first_not_of(harmless) == std::string_view::npos;
}

std::string quoted_dotenv_value(std::string_view value) {
  std::string quoted = "\"";
  for (const char byte : value) {
    switch (byte) {
      case '\\':
        quoted += "\\0134";
        break;
      case '"':
        quoted += "\\0042";
        break;
      case '$':
        quoted += "$$";
        break;
      case '\n':
        quoted += "\\n";
        break;
      case '\r':
        quoted += "\\r";
        break;
      default:
        quoted += byte;
    }
  }
  return quoted + '"';
}

Expected<void> check_dotenv_value(std::string_view value) {
  const std::size_t bad = dotenv::find_uncarriable(value);
  if (bad == std::string_view::npos) return {};
  return fail(value[bad] == '\0'
                  ? "it has a NUL byte in it, which no env file can carry; remove it, or encode the value, "
                    "as base64 say"
                  : "it is not UTF-8, which Compose would not read back; encode it, as base64 say");
}

}  // namespace slipway
