// The text of an Ansible Vault: `$ANSIBLE_VAULT;1.1;AES256` or `$ANSIBLE_VAULT;1.2;AES256;LABEL`, then lines
// of hexadecimal digits (ansible/parsing/vault/__init__.py, _parse_vaulttext_envelope and _parse_vaulttext).
#pragma once

#include <string_view>

#include "util/error.hpp"
#include "vault/cipher.hpp"

namespace slipway {

/// Whether a text is meant to be a vault: it begins as one does. Ansible takes one with a byte beyond ASCII
/// in it for plain text; here it stays a vault, and a damaged one.
bool is_vault(std::string_view text);

/// The decrypted text of a vault. A label of format 1.2 is passed over: it only helps Ansible to choose among
/// several passwords, and is not covered by the check. Errors, which quote nothing but the header: no vault,
/// another format or cipher, a damaged body, a wrong password or a changed text (one error), bad padding.
Expected<SecretText> open_vault(std::string_view text, std::string_view password);

}  // namespace slipway
