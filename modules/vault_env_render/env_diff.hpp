// The change of an env file as it may be shown: who may see a playbook's output may not see the secrets.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "env_file/env_file.hpp"

namespace slipway::vault_env_render {

struct ShownChange {
  std::string before;
  std::string after;
};

/// Whose values are whose.
struct Origins {
  const std::set<std::string>& plain_keys;   // supplied
  const std::set<std::string>& secret_keys;  // likewise
  const env_file::KeptLines& kept;           // of the file that stands there
  const std::vector<std::string>& secrets;
};

/// Both texts with values masked. In `after` those of `secret_keys`, and all that is kept. In `before` every
/// value that is neither of a key in `plain_keys` nor written the same way in `after`: what an older run left
/// there may be a secret, and so may a comment, or a word that may be a piece of a value, that `after` does
/// not have but by keeping it. In both a plain value that has one of `secrets` in it, however it is written
/// there, and such a piece of a comment; the names of the keys never are. A masked value that changed says
/// so: `(old)`, `(new)`.
ShownChange shown_change(const std::optional<std::string>& before, std::string_view after,
                         const Origins& origins);

}  // namespace slipway::vault_env_render
