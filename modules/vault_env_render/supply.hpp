// What the task gives: from the options `values` and `secrets` to one list of texts.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "ansible/json.hpp"
#include "stack/dotenv_template.hpp"

namespace slipway::vault_env_render {

struct Supply {
  std::vector<DotenvAssignment> given;  // in the order given, values first
  std::set<std::string> secret_keys;
};

/// `true` and `false` for booleans, numbers as JSON writes them, null as not given. Errors, by key and never
/// with a value: a list or dict, a key that is in both.
Expected<Supply> supply_of(const ansible::Json& values, const ansible::Json& secrets);

/// Fails with all keys of `required` that were not supplied, or are empty.
Expected<void> check_required(const std::vector<std::string>& required, const Supply& supply);

}  // namespace slipway::vault_env_render
