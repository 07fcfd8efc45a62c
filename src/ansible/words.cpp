#include "ansible/words.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace slipway::ansible {

std::string trimmed(const std::string& text) {
  constexpr std::string_view blanks = " \t\n\r\f\v";
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::optional<bool> boolean_word(const std::string& word) {
  constexpr std::array<std::string_view, 6> yes{"y", "yes", "on", "1", "true", "t"};
  constexpr std::array<std::string_view, 6> no{"n", "no", "off", "0", "false", "f"};
  std::string lower = trimmed(word);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  if (std::find(yes.begin(), yes.end(), lower) != yes.end()) return true;
  if (std::find(no.begin(), no.end(), lower) != no.end()) return false;
  return std::nullopt;
}

}  // namespace slipway::ansible
