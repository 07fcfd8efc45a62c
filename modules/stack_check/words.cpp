#include "stack_check/words.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "util/foreign.hpp"

namespace slipway::stack_check {
namespace {

struct Word {
  std::string_view ours;
  std::string_view of_role;
};

/// Options, and the phrases in which shared code names one that is a word of English.
constexpr std::array words{
    Word{"project_src", "application_path"},
    Word{"project_name", "application_project_name"},
    Word{"files", "application_compose_files"},
    Word{"new_files", "application_stack_files"},
    Word{"environment", "application_compose_environment"},
    Word{"images", "application_images"},
    Word{"required_env", "application_required_env"},
    Word{"min_free_mb", "application_min_free_mb"},
    Word{"http", "application_health_http"},
    Word{"health_timeout", "application_health_timeout"},
    Word{"stable_for", "application_health_stable_for"},
    Word{"template", "application_env_template"},
    Word{"template_content", "application_env_template"},
    Word{"values", "application_env_plain"},
    Word{"secrets", "application_env"},
    Word{"vault_file", "application_vault_files"},
    Word{"vault_password", "application_vault_password"},
    Word{"vault_password_file", "application_vault_password_file"},
    Word{"vault_map", "application_vault_map"},
    Word{"secret_files", "application_secret_files"},
    Word{"both values and secrets", "both application_env_plain and application_env"},
    Word{"http: ", "application_health_http: "},
    Word{"environment: ", "application_compose_environment: "},
};

constexpr std::array words_of_image{
    Word{"image", "app_image"},     Word{"tag", "image_tag"},           Word{"digest", "image_digest"},
    Word{"image: ", "app_image: "}, Word{"tag: ", "image_tag: "},       Word{"digest: ", "image_digest: "},
    Word{"`tag`", "`image_tag`"},   Word{"`digest`", "`image_digest`"},
};

constexpr std::array remedies_of_role{
    Word{"REDIS_PASSWORD",
         "put vault_redis_password into the vault file and name that with -e @FILE, or give redis_password"},
    Word{"APP_KEY", "put vault_app_key into the vault file and name that with -e @FILE"},
    Word{"VAULT_ENCRYPTION_KEY", "put vault_encryption_key into the vault file and name that with -e @FILE"},
};

template <std::size_t size>
const Word* found(const std::array<Word, size>& table, std::string_view ours) {
  for (const auto& word : table)
    if (word.ours == ours) return &word;
  return nullptr;
}

bool is_part_of_name(char letter) {
  return letter == '_' || std::isalnum(static_cast<unsigned char>(letter)) != 0;
}

/// What cannot be meant as a word of English.
bool is_a_name_in_prose(std::string_view ours) {
  return ours.find_first_of("_` ") != std::string_view::npos;
}

/// The longest entry that stands at `at`, by itself.
template <std::size_t size>
const Word* entry_at(const std::array<Word, size>& table, std::string_view text, std::size_t at) {
  if (at > 0 && is_part_of_name(text[at - 1])) return nullptr;
  const bool begins = at == 0 || text.substr(0, at).ends_with(": ");
  const Word* longest = nullptr;
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

template <std::size_t size>
std::string translated(const std::array<Word, size>& table, std::string_view text) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    if (text.substr(at).starts_with(foreign_begin)) {
      const std::size_t end = std::min(text.find(foreign_end, at), text.size());
      result += text.substr(at, end - at);
      at = end;
    } else if (const Word* word = entry_at(table, text, at)) {
      result += word->of_role;
      at += word->ours.size();
    } else {
      result += text[at++];
    }
  }
  return result;
}

}  // namespace

std::string Words::name(std::string_view option) const {
  const Word* word = found(words, option);
  if (word == nullptr) word = found(words_of_image, option);
  return std::string(of_role_ && word != nullptr ? word->of_role : option);
}

std::string Words::sentence(std::string_view text) const {
  return of_role_ ? translated(words, text) : std::string(text);
}

std::string Words::image_sentence(std::string_view text) const {
  return of_role_ ? translated(words_of_image, text) : std::string(text);
}

std::string Words::how_to_supply(std::string_view key) const {
  if (!of_role_) return "give it in secrets, vault_map or values";
  const Word* remedy = found(remedies_of_role, key);
  return std::string(remedy != nullptr ? remedy->of_role : "give it in application_env");
}

}  // namespace slipway::stack_check
