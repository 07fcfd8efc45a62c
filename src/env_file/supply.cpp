#include "env_file/supply.hpp"

#include <algorithm>

#include "ansible/python_text.hpp"
#include "dotenv/dotenv.hpp"
#include "util/joined.hpp"
#include "util/wipe.hpp"

namespace slipway::env_file {
namespace {

using ansible::Json;

/// The text of a value; the key is for the error alone.
Expected<std::string> text_of(const std::string& key, const Json& value) {
  if (value.is_structured())
    return fail(key + " is a " + (value.is_array() ? "list" : "dict") +
                "; an env file holds single texts: join it, or use the to_json filter");
  if (value.is_boolean()) return std::string(value.get<bool>() ? "true" : "false");
  return ansible::python_str(value);
}

Expected<void> add(Supply& supply, const Json& dict) {
  for (const auto& [key, value] : dict.items()) {
    if (value.is_null()) continue;
    TRY_ASSIGN(std::string text, text_of(key, value));
    supply.given.push_back({key, std::move(text)});
  }
  return {};
}

}  // namespace

Supply::~Supply() {
  for (auto& one : given) wipe(one.value);
}

const DotenvAssignment* Supply::find(const std::string& key) const {
  const auto found =
      std::find_if(given.begin(), given.end(), [&](const auto& one) { return one.key == key; });
  return found == given.end() ? nullptr : &*found;
}

Expected<Supply> supply_of(const Json& values, const std::vector<VaultSecret>& vault, const Json& secrets) {
  Supply supply;
  TRY(add(supply, values));
  std::vector<std::string> twice;
  for (const auto& one : supply.given)
    if (const auto secret = secrets.find(one.key); secret != secrets.end() && !secret->is_null())
      twice.push_back(one.key);
  if (!twice.empty())
    return fail("given in both values and secrets: " + joined(twice, ", ") +
                "; leave each out of one of the two");
  for (const auto& secret : vault) {
    std::erase_if(supply.given, [&](const auto& one) { return one.key == secret.key; });
    supply.given.push_back({secret.key, std::string(secret.value.view())});
    supply.secret_keys.insert(secret.key);
  }
  const std::size_t before = supply.given.size();
  TRY(add(supply, secrets));
  for (std::size_t i = before; i < supply.given.size(); ++i) supply.secret_keys.insert(supply.given[i].key);
  return supply;
}

Expected<void> add_extra(Supply& supply, const Json& extra_values) {
  Json missing = Json::object();
  for (const auto& [key, value] : extra_values.items())
    if (supply.find(key) == nullptr) missing[key] = value;
  const std::size_t before = supply.given.size();
  TRY(add(supply, missing));
  for (std::size_t i = before; i < supply.given.size(); ++i) supply.extra_keys.insert(supply.given[i].key);
  return {};
}

Expected<void> check_required(const std::vector<std::string>& required, const Supply& supply) {
  std::vector<std::string> missing;
  for (const auto& key : required) {
    if (key.empty())
      return fail("required holds an empty name; give keys of the env file, like [APP_KEY], or leave it out");
    const auto* const found = supply.find(key);
    if (found == nullptr || found->value.empty()) missing.push_back(key);
  }
  if (missing.empty()) return {};
  return fail("these required keys are missing or empty: " + joined(missing, ", ") +
              "; give them in secrets, vault_map or values");
}

std::vector<std::string> censored_texts(const Supply& supply) {
  std::vector<std::string> texts;
  for (const auto& [key, value] : supply.given) {
    if (supply.secret_keys.count(key) == 0) continue;
    texts.push_back(value);
    const std::string written = quoted_dotenv_value(value);
    texts.push_back(written.substr(1, written.size() - 2));
  }
  return texts;
}

}  // namespace slipway::env_file
