#include "vault/cipher.hpp"

#include <nettle/aes.h>
#include <nettle/ctr.h>
#include <nettle/hmac.h>
#include <nettle/memops.h>
#include <nettle/pbkdf2.h>

#include <cstdint>

namespace slipway {
namespace {

constexpr unsigned key_rounds = 10000;

// nettle counts bytes; the characters of a text are bytes.
const std::uint8_t* bytes(std::string_view text) {
  return reinterpret_cast<const std::uint8_t*>(text.data());
}
std::uint8_t* bytes(SecretText& text) {
  return reinterpret_cast<std::uint8_t*>(text.data());
}

/// A nettle context, or other plain bytes, that are wiped.
template <class T>
struct Wiped {
  T value{};
  Wiped() = default;
  Wiped(const Wiped&) = delete;
  Wiped& operator=(const Wiped&) = delete;
  ~Wiped() { wipe(&value, sizeof value); }
};

/// In the order in which PBKDF2 gives them.
struct Keys {
  std::uint8_t cipher[AES256_KEY_SIZE];
  std::uint8_t hmac[32];
  std::uint8_t counter[AES_BLOCK_SIZE];
};
static_assert(sizeof(Keys) == 80);

void derive(std::string_view password, std::string_view salt, Keys& keys) {
  Wiped<hmac_sha256_ctx> context;
  hmac_sha256_set_key(&context.value, password.size(), bytes(password));
  PBKDF2(&context.value, hmac_sha256_update, hmac_sha256_digest, SHA256_DIGEST_SIZE, key_rounds, salt.size(),
         bytes(salt), sizeof keys, reinterpret_cast<std::uint8_t*>(&keys));
}

bool is_authentic(const VaultBody& body, const Keys& keys) {
  Wiped<hmac_sha256_ctx> context;
  Wiped<std::uint8_t[SHA256_DIGEST_SIZE]> digest;
  hmac_sha256_set_key(&context.value, sizeof keys.hmac, keys.hmac);
  hmac_sha256_update(&context.value, body.cipher_text.size(), bytes(body.cipher_text.view()));
  hmac_sha256_digest(&context.value, SHA256_DIGEST_SIZE, digest.value);
  return body.hmac.size() == SHA256_DIGEST_SIZE &&
         memeql_sec(digest.value, body.hmac.view().data(), SHA256_DIGEST_SIZE) != 0;
}

/// The length without the padding: 1 to 16 bytes that each say how many they are. 0 bytes are no padded text.
std::optional<std::size_t> length_without_padding(std::string_view padded) {
  if (padded.empty() || padded.size() % AES_BLOCK_SIZE != 0) return std::nullopt;
  const auto count = static_cast<std::size_t>(static_cast<unsigned char>(padded.back()));
  if (count == 0 || count > AES_BLOCK_SIZE) return std::nullopt;
  for (const char byte : padded.substr(padded.size() - count))
    if (byte != padded.back()) return std::nullopt;
  return padded.size() - count;
}

/// What nettle's functions left on the stack below their caller's.
[[gnu::noinline]] void wipe_stack() {
  std::uint8_t below[8192];
  wipe(below, sizeof below);
}

}  // namespace

Decrypted decrypt_vault(const VaultBody& body, std::string_view password) {
  Wiped<Keys> keys;
  derive(password, body.salt.view(), keys.value);
  Decrypted result;
  if (is_authentic(body, keys.value)) {
    Wiped<aes256_ctx> context;
    aes256_set_encrypt_key(&context.value, keys.value.cipher);
    result.text = SecretText::of_size(body.cipher_text.size());
    const auto encrypt_blocks = [](const void* key, std::size_t length, std::uint8_t* to,
                                   const std::uint8_t* from) {
      aes256_encrypt(static_cast<const aes256_ctx*>(key), length, to, from);
    };
    ctr_crypt(&context.value, encrypt_blocks, AES_BLOCK_SIZE, keys.value.counter, body.cipher_text.size(),
              bytes(result.text), bytes(body.cipher_text.view()));
    const auto length = length_without_padding(result.text.view());
    result.text.truncate(length.value_or(0));
    if (!length) result.fault = VaultFault::bad_padding;
  } else {
    result.fault = VaultFault::not_authentic;
  }
  wipe_stack();
  return result;
}

}  // namespace slipway
