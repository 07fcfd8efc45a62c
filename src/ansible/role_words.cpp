#include "ansible/role_words.hpp"

#include <cctype>

#include "util/foreign.hpp"

namespace slipway::ansible {
namespace {

bool is_part_of_name(char letter) {
  return letter == '_' || std::isalnum(static_cast<unsigned char>(letter)) != 0;
}

/// What cannot be meant as a word of English.
bool is_a_name_in_prose(std::string_view ours) {
  return ours.find_first_of("_` ") != std::string_view::npos;
}

/// The longest entry that stands at `at`, by itself.
const Wording* entry_at(const std::vector<Wording>& table, std::string_view text, std::size_t at) {
  if (at > 0 && is_part_of_name(text[at - 1])) return nullptr;
  const bool begins = at == 0 || text.substr(0, at).ends_with(": ");
  const Wording* longest = nullptr;
  for (const auto& word : table) {
    const std::size_t end = at + word.ours.size();
    const bool fits = begins || !word.ours.ends_with(": ");  // what an error begins with
    const bool stands_there =
        fits && is_a_name_in_prose(word.ours) && text.substr(at).starts_with(word.ours) &&
        (end >= text.size() || !is_part_of_name(word.ours.back()) || !is_part_of_name(text[end]));
    if (stands_there && (longest == nullptr || longest->ours.size() < word.ours.size())) longest = &word;
  }
  return longest;
}

}  // namespace

std::string in_words_of_role(std::string_view text, const std::vector<Wording>& table) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    if (text.substr(at).starts_with(foreign_begin)) {
      const std::size_t end = std::min(text.find(foreign_end, at), text.size());
      result += text.substr(at, end - at);
      at = end;
    } else if (const Wording* word = entry_at(table, text, at)) {
      result += word->of_role;
      at += word->ours.size();
    } else {
      result += text[at++];
    }
  }
  return result;
}

}  // namespace slipway::ansible
