#include "vault/envelope.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "util/foreign.hpp"

namespace slipway {
namespace {

constexpr std::string_view vault_mark = "$ANSIBLE_VAULT";
constexpr std::string_view white_space = " \t\n\r\v\f";  // what Python's bytes.strip() takes off
constexpr const char* damaged =
    "the vault is damaged: behind its header stand other things than the digits that ansible-vault writes; "
    "get a whole copy of it";

std::string_view stripped(std::string_view text) {
  const auto begin = text.find_first_not_of(white_space);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(white_space) - begin + 1);
}

std::vector<std::string_view> fields_of(std::string_view header) {
  std::vector<std::string_view> fields;
  for (;;) {
    const auto end = header.find(';');
    fields.push_back(stripped(header.substr(0, end)));
    if (end == std::string_view::npos) return fields;
    header.remove_prefix(end + 1);
  }
}

/// A field as an error names it, when it looks like one: a damaged header may hold anything.
std::string as_quoted(std::string_view field) {
  const bool name = field.size() <= 20 && std::all_of(field.begin(), field.end(), [](char byte) {
                      const bool letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
                      return letter || (byte >= '0' && byte <= '9') || byte == '.' || byte == '-';
                    });
  return name ? "'" + foreign(field) + "'" : "'?'";
}

Expected<void> check_header(std::string_view header) {
  const auto fields = fields_of(header);
  if (fields.size() < 3 || fields[0] != vault_mark)
    return fail(
        "its first line is no vault's header, like $ANSIBLE_VAULT;1.1;AES256; encrypt it with ansible-vault");
  if (fields[1] != "1.1" && fields[1] != "1.2")
    return fail("it is a vault of format " + as_quoted(fields[1]) +
                ", and 1.1 and 1.2 can be read; encrypt it again with ansible-vault");
  if (fields[2] != "AES256")
    return fail("it is encrypted with the cipher " + as_quoted(fields[2]) +
                ", and AES256 can be read; encrypt it again with ansible-vault");
  return {};
}

int digit(char byte) {
  if (byte >= '0' && byte <= '9') return byte - '0';
  if (byte >= 'a' && byte <= 'f') return byte - 'a' + 10;
  if (byte >= 'A' && byte <= 'F') return byte - 'A' + 10;
  return -1;
}

/// The bytes that pairs of digits stand for; line breaks in between are passed over when `in_lines`.
std::optional<SecretText> unhexed(std::string_view text, bool in_lines) {
  SecretText result;
  int high = -1;
  for (const char byte : text) {
    if (in_lines && (byte == '\n' || byte == '\r')) continue;
    const int value = digit(byte);
    if (value < 0) return std::nullopt;
    if (high >= 0) result.push_back(static_cast<char>(high * 16 + value));
    high = high >= 0 ? -1 : value;
  }
  if (high >= 0) return std::nullopt;
  return result;
}

/// The body holds three texts of digits, a line each, and is itself written in digits.
std::optional<VaultBody> body_of(std::string_view digits) {
  const auto lines = unhexed(digits, true);
  if (!lines) return std::nullopt;
  const std::string_view text = lines->view();
  const auto first = text.find('\n');
  const auto second = first == std::string_view::npos ? first : text.find('\n', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  auto salt = unhexed(text.substr(0, first), false);
  auto hmac = unhexed(text.substr(first + 1, second - first - 1), false);
  auto cipher_text = unhexed(text.substr(second + 1), false);
  if (!salt || !hmac || !cipher_text) return std::nullopt;
  return VaultBody{std::move(*salt), std::move(*hmac), std::move(*cipher_text)};
}

}  // namespace

bool is_vault(std::string_view text) {
  return text.substr(0, vault_mark.size()) == vault_mark;
}

Expected<SecretText> open_vault(std::string_view text, std::string_view password) {
  const auto end_of_header = std::min(text.find_first_of("\r\n"), text.size());
  TRY(check_header(text.substr(0, end_of_header)));
  const auto body = body_of(text.substr(end_of_header));
  if (!body) return fail(damaged);
  auto decrypted = decrypt_vault(*body, password);
  if (decrypted.fault == VaultFault::not_authentic)
    return fail(
        "the vault does not open: the password is wrong, or the vault was changed after it was encrypted; "
        "try `ansible-vault view` with the same password");
  if (decrypted.fault == VaultFault::bad_padding)
    return fail(
        "the password is right, but the vault's text does not end as ansible-vault ends it; encrypt it "
        "again");
  return std::move(decrypted.text);
}

}  // namespace slipway
