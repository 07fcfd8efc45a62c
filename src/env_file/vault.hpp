// The secrets that the vault files on the target give, by the keys of the env file.
#pragma once

#include <string>
#include <vector>

#include "env_file/options.hpp"
#include "system/system.hpp"
#include "util/wipe.hpp"

namespace slipway::env_file {

struct VaultSecret {
  std::string key;
  SecretText value;
};

struct VaultSecrets {
  std::vector<VaultSecret> given;  // in the order of vault_map
  SecretText password;             // empty when nothing asked for it
};

/// The variables that `vault_map` names, each under its key, out of `vault_file`; a later file wins. A key
/// that `secrets` has is not looked for, and with all of them there no vault is read. Errors, never with a
/// value: one of the two options without the other; a file that cannot be read or opened; a variable that is
/// no single text, or that no file has.
Expected<VaultSecrets> secrets_of_vault(const Options& options, System& system);

}  // namespace slipway::env_file
