#include "stack_check/words.hpp"

#include "ansible/role_words.hpp"

namespace slipway::stack_check {
namespace {

using ansible::Wording;

/// Options, and the phrases in which shared code names one that is a word of English.
const std::vector<Wording> words{
    {"project_src", "application_path"},
    {"project_name", "application_project_name"},
    {"files", "application_compose_files"},
    {"new_files", "application_stack_files"},
    {"environment", "application_compose_environment"},
    {"images", "application_images"},
    {"required_env", "application_required_env"},
    {"min_free_mb", "application_min_free_mb"},
    {"http", "application_health_http"},
    {"health_timeout", "application_health_timeout"},
    {"stable_for", "application_health_stable_for"},
    {"template", "application_env_template"},
    {"template_content", "application_env_template"},
    {"values", "application_env_plain"},
    {"secrets", "application_env"},
    {"vault_file", "application_vault_files"},
    {"vault_password", "application_vault_password"},
    {"vault_password_file", "application_vault_password_file"},
    {"vault_map", "application_vault_map"},
    {"secret_files", "application_secret_files"},
    {"both values and secrets", "both application_env_plain and application_env"},
    {"http: ", "application_health_http: "},
    {"environment: ", "application_compose_environment: "},
    {"registries: ", "docker_registry_url and docker_registry_username: "},
    {"serial holds", "application_serial holds"},
    {"canary_hosts names", "application_canary_hosts names"},
    {"guard: ", "application_guard: "},
    {"proxy: ", "application_proxy: "},
    {"watch: ", "application_watch: "},
    {"strategy canary", "application_strategy canary"},
    {"strategy blue_green", "application_strategy blue_green"},
    {"in proxy", "in application_proxy"},
    {"commands", "application_pre_deploy and application_post_deploy"},
    {"engine: swarm", "application_engine: swarm"},
    {"leave strategy out", "leave application_strategy out"},
    {"strategy is for", "application_strategy is for"},
    {"proxy is for", "application_proxy is for"},
    {"leave proxy out", "leave application_proxy out"},
};

const std::vector<Wording> words_of_image{
    {"image", "app_image"},     {"tag", "image_tag"},           {"digest", "image_digest"},
    {"image: ", "app_image: "}, {"tag: ", "image_tag: "},       {"digest: ", "image_digest: "},
    {"`tag`", "`image_tag`"},   {"`digest`", "`image_digest`"},
};

const std::vector<Wording> remedies_of_role{
    {"REDIS_PASSWORD",
     "put vault_redis_password into the vault file and name that with -e @FILE, or give redis_password"},
    {"APP_KEY", "put vault_app_key into the vault file and name that with -e @FILE"},
    {"VAULT_ENCRYPTION_KEY", "put vault_encryption_key into the vault file and name that with -e @FILE"},
};

const Wording* found(const std::vector<Wording>& table, std::string_view ours) {
  for (const auto& word : table)
    if (word.ours == ours) return &word;
  return nullptr;
}

}  // namespace

std::string Words::name(std::string_view option) const {
  const Wording* word = found(words, option);
  if (word == nullptr) word = found(words_of_image, option);
  return std::string(of_role_ && word != nullptr ? word->of_role : option);
}

std::string Words::sentence(std::string_view text) const {
  return of_role_ ? ansible::in_words_of_role(text, words) : std::string(text);
}

std::string Words::image_sentence(std::string_view text) const {
  return of_role_ ? ansible::in_words_of_role(text, words_of_image) : std::string(text);
}

std::string Words::how_to_supply(std::string_view key) const {
  if (!of_role_) return "give it in secrets, vault_map or values";
  const Wording* remedy = found(remedies_of_role, key);
  return std::string(remedy != nullptr ? remedy->of_role : "give it in application_env");
}

}  // namespace slipway::stack_check
