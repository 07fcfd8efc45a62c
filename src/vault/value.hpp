// The value of one variable in a vault file.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "util/error.hpp"
#include "util/wipe.hpp"

namespace slipway {

/// Gives the password of the vault; asked only when something encrypted is met.
using VaultPassword = std::function<Expected<std::string_view>()>;

/// A scalar of the file, before anybody asks for its value.
struct VaultScalar {
  SecretText text;
  std::string tag;     // empty: none
  bool plain = false;  // without quotes and tag, so that its characters decide what it is
};

/// What Ansible would take it for; read_vault_variables says which are refused. No error shows the value.
Expected<SecretText> vault_value(const VaultScalar& scalar, const VaultPassword& password);

}  // namespace slipway
