// What opens the vault: from the option, from a file, or from a script. The rules are ansible-core's
// (parsing/vault/__init__.py, FileVaultSecret and ScriptVaultSecret).
#pragma once

#include <optional>
#include <string_view>

#include "env_file/options.hpp"
#include "system/system.hpp"
#include "util/wipe.hpp"

namespace slipway::env_file {

/// Fetches the password when it is first asked for, and wipes it in the end.
class VaultPasswordSource {
 public:
  VaultPasswordSource(const Options& options, System& system) : options_(options), system_(system) {}

  /// The password, never empty. Of a file white space at both ends is left out; of a script's output, and of
  /// the option, line breaks are. A file with a run bit, whoever's, is a script: it gets no arguments
  /// (`--vault-id` neither), and the environment that the module has. Errors: none is given; the file cannot
  /// be read, or is a vault itself; the script cannot be run, fails or takes more than a minute; what came is
  /// empty.
  Expected<std::string_view> get();

  /// The password, if somebody asked for it.
  std::string_view known() const { return password_ ? password_->view() : std::string_view(); }

 private:
  Expected<SecretText> fetch();
  const Options& options_;
  System& system_;
  std::optional<SecretText> password_;
};

}  // namespace slipway::env_file
