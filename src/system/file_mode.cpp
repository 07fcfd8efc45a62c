#include "system/file_mode.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <optional>

#include "util/foreign.hpp"

namespace slipway {
namespace {

constexpr mode_t all_bits = 07777;

std::optional<mode_t> octal(std::string_view text) {
  if (text.substr(0, 2) == "0o") text.remove_prefix(2);
  mode_t mode = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), mode, 8);
  if (error != std::errc{} || end != text.data() + text.size() || mode > all_bits) return std::nullopt;
  return mode;
}

/// Where a class of users has its three bits, and its set-id or sticky bit.
struct UserClass {
  unsigned shift;
  mode_t special;
};

UserClass class_of(char user) {
  if (user == 'u') return {6, 04000};
  if (user == 'g') return {3, 02000};
  return {0, 01000};
}

/// The bits that the letters of a part stand for, in the place of `user`; nullopt: a letter that means
/// nothing.
std::optional<mode_t> bits_of(std::string_view letters, char user, mode_t current) {
  const auto [shift, special] = class_of(user);
  mode_t bits = 0;
  for (const char letter : letters) {
    switch (letter) {
      case 'r':
        bits |= 04U << shift;
        break;
      case 'w':
        bits |= 02U << shift;
        break;
      case 'x':
        bits |= 01U << shift;
        break;
      case 'X':
        bits |= (current & 0111) != 0 ? 01U << shift : 0U;
        break;
      case 's':
        bits |= user == 'o' ? 0U : special;
        break;
      case 't':
        bits |= user == 'o' ? special : 0U;
        break;
      case 'u':
      case 'g':
      case 'o':
        bits |= ((current >> class_of(letter).shift) & 07U) << shift;
        break;
      default:
        return std::nullopt;
    }
  }
  return bits;
}

/// One operation for one class of users: `u` `=` `rw`.
std::optional<mode_t> applied(mode_t mode, char user, char operation, std::string_view letters) {
  const auto bits = bits_of(letters, user, mode);
  if (!bits) return std::nullopt;
  if (operation == '+') return mode | *bits;
  if (operation == '-') return mode & ~*bits;
  const auto [shift, special] = class_of(user);
  return (mode & ~((07U << shift) | special)) | *bits;
}

/// A part between commas: `ug+r-x`.
std::optional<mode_t> symbolic_part(std::string_view part, mode_t mode) {
  std::size_t at = part.find_first_of("+-=");
  if (at == std::string_view::npos || at == 0) return std::nullopt;
  const std::string users = part.substr(0, at) == "a" ? "ugo" : std::string(part.substr(0, at));
  if (users.find_first_not_of("ugo") != std::string::npos) return std::nullopt;
  while (at < part.size()) {
    const std::size_t next = part.find_first_of("+-=", at + 1);
    const std::string_view letters = part.substr(at + 1, next - at - 1);
    for (const char user : users) {
      const auto outcome = applied(mode, user, part[at], letters);
      if (!outcome) return std::nullopt;
      mode = *outcome;
    }
    at = next;
  }
  return mode;
}

}  // namespace

Expected<mode_t> parse_file_mode(std::string_view text, mode_t current) {
  if (const auto mode = octal(text)) return *mode;
  mode_t mode = current;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t comma = std::min(text.find(',', begin), text.size());
    const auto outcome = symbolic_part(text.substr(begin, comma - begin), mode);
    if (!outcome)
      return fail("mode: '" + foreign(text) + "' is no file mode; write it like '0600' or 'u=rw,g=r,o='");
    mode = *outcome;
    begin = comma + 1;
  }
  return mode;
}

std::string file_mode_text(mode_t mode) {
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "%04o", static_cast<unsigned>(mode));
  return text.data();
}

}  // namespace slipway
