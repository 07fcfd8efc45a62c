#include "vault_env_render/supply.hpp"

#include <algorithm>

#include "ansible/python_text.hpp"

namespace slipway::vault_env_render {
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

std::string joined(const std::vector<std::string>& keys) {
  std::string text;
  for (const auto& key : keys) text += (text.empty() ? "" : ", ") + key;
  return text;
}

}  // namespace

Expected<Supply> supply_of(const Json& values, const Json& secrets) {
  Supply supply;
  TRY(add(supply, values));
  const auto plain = supply.given;
  TRY(add(supply, secrets));
  for (auto secret = supply.given.begin() + static_cast<std::ptrdiff_t>(plain.size());
       secret != supply.given.end(); ++secret)
    supply.secret_keys.insert(secret->key);
  std::vector<std::string> twice;
  for (const auto& one : plain)
    if (supply.secret_keys.count(one.key) != 0) twice.push_back(one.key);
  if (!twice.empty())
    return fail("given in both values and secrets: " + joined(twice) + "; leave each out of one of the two");
  return supply;
}

Expected<void> check_required(const std::vector<std::string>& required, const Supply& supply) {
  std::vector<std::string> missing;
  for (const auto& key : required) {
    const auto found = std::find_if(supply.given.begin(), supply.given.end(),
                                    [&](const auto& one) { return one.key == key && !one.value.empty(); });
    if (found == supply.given.end()) missing.push_back(key);
  }
  if (missing.empty()) return {};
  return fail("these required keys are missing or empty: " + joined(missing) +
              "; give them in values or secrets");
}

}  // namespace slipway::vault_env_render
