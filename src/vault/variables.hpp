// Variables out of a vault file: an encrypted file of variables, or a plain one with `!vault` values in it,
// as Ansible reads its variable files (parsing/dataloader.py, parsing/yaml/constructor.py).
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "util/error.hpp"
#include "util/wipe.hpp"
#include "vault/value.hpp"

namespace slipway {

using VaultVariables = std::map<std::string, SecretText, std::less<>>;

/// Those of the `wanted` variables that the file has; of one that stands there twice the last value counts.
/// The rest of the file may hold whatever YAML can. A value is
/// - a text, in quotes or without, through anchors and aliases too;
/// - `!vault`: decrypted, in bytes, and taken as it is; `!unsafe`: taken as it is;
/// - a number, `true` or `false` that comes out of Ansible as it is written; booleans in small letters.
/// Refused, by the name of the variable and its line and never with a value: what is no scalar; null; a
/// number, date or boolean that YAML 1.1 would rewrite on Ansible's way (0644, 1_000, yes); a text with a
/// template in it, which Ansible would carry out, unless it is `!unsafe`; another tag. Other errors: those of
/// open_vault; no YAML; no dict, more than one document, or a merge key at the top.
Expected<VaultVariables> read_vault_variables(std::string_view file, const std::set<std::string>& wanted,
                                              const VaultPassword& password);

}  // namespace slipway
