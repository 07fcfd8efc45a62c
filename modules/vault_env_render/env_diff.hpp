// The change of an env file as it may be shown: who may see a playbook's output may not see the secrets.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::vault_env_render {

struct ShownChange {
  std::string before;
  std::string after;
};

/// Both texts with values masked. In `after` those of `secret_keys`. In `before` every value that is neither
/// of a key in `plain_keys` nor written the same way in `after`: what an older run left there may be a
/// secret, and so may a comment, or a word that may be a piece of a value, that `after` does not have. In
/// both a plain value that has one of `secrets` in it, however it is written there. A masked value that
/// changed says so: `(old)`, `(new)`.
ShownChange shown_change(const std::optional<std::string>& before, std::string_view after,
                         const std::set<std::string>& plain_keys, const std::set<std::string>& secret_keys,
                         const std::vector<std::string>& secrets);

}  // namespace slipway::vault_env_render
