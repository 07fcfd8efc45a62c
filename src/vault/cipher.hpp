// The cryptography of Ansible Vault (ansible/parsing/vault/__init__.py, class VaultAES256): from a password
// and a salt PBKDF2 (HMAC-SHA256, 10,000 rounds) makes 80 bytes: an AES-256 key, an HMAC-SHA256 key, a first
// counter. The text, padded as PKCS #7 says, is encrypted in counter mode; the HMAC is over the cipher text.
#pragma once

#include <optional>
#include <string_view>

#include "util/wipe.hpp"

namespace slipway {

/// What a vault holds, in bytes.
struct VaultBody {
  SecretText salt;
  SecretText hmac;
  SecretText cipher_text;
};

enum class VaultFault {
  not_authentic,  // another password, or changed since it was encrypted: the check cannot tell which
  bad_padding     // authentic, but not as Ansible pads: a fault of the program that encrypted it
};

struct Decrypted {
  SecretText text;
  std::optional<VaultFault> fault;  // `text` is empty then
};

/// Checks the HMAC, in constant time, and decrypts only when it is right. Keys are wiped.
Decrypted decrypt_vault(const VaultBody& body, std::string_view password);

}  // namespace slipway
