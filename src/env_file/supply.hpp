// What the task gives: from the options `values` and `secrets` and the vault to one list of texts.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "ansible/json.hpp"
#include "dotenv/template.hpp"
#include "env_file/vault.hpp"

namespace slipway::env_file {

struct Supply {
  std::vector<DotenvAssignment> given;  // in the order given: values, the vault's, secrets, extra_values
  std::set<std::string> secret_keys;
  std::set<std::string> extra_keys;  // of extra_values

  Supply() = default;
  Supply(Supply&&) = default;
  Supply& operator=(Supply&&) = default;
  Supply(const Supply&) = delete;
  Supply& operator=(const Supply&) = delete;
  ~Supply();  // wipes the values

  /// Null when the key is not supplied.
  const DotenvAssignment* find(const std::string& key) const;
};

/// `true` and `false` for booleans, numbers as JSON writes them, null as not given. What the vault gives
/// takes the place of a plain value. Errors, by key and never with a value: a list or dict, a key in both
/// `values` and `secrets`.
Expected<Supply> supply_of(const ansible::Json& values, const std::vector<VaultSecret>& vault,
                           const ansible::Json& secrets);

/// Adds the values of `extra_values` whose keys are not supplied yet. Errors: a list or dict.
Expected<void> add_extra(Supply& supply, const ansible::Json& extra_values);

/// Fails with all keys of `required` that were not supplied, or are empty.
Expected<void> check_required(const std::vector<std::string>& required, const Supply& supply);

/// What must not be shown: each secret value, and how it is written in an env file.
std::vector<std::string> censored_texts(const Supply& supply);

}  // namespace slipway::env_file
