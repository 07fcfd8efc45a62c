#include "vault/envelope.hpp"

#include <catch2/catch_test_macros.hpp>

#include "unit/support/unmarked.hpp"
#include "unit/support/vault_samples.hpp"

using namespace slipway;
using namespace slipway::test;

namespace {

std::string opened(std::string_view text, std::string_view password = "pw") {
  const auto outcome = open_vault(text, password);
  return outcome ? std::string(outcome->view()) : "error: " + slipway::without_marks(outcome.error().message);
}

std::string with(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

std::string with_crlf(const std::string& text) {
  std::string result;
  for (const char byte : text) result += byte == '\n' ? std::string("\r\n") : std::string(1, byte);
  return result;
}

}  // namespace

TEST_CASE("what ansible-vault encrypted opens byte for byte", "[vault]") {
  CHECK(opened(vault_of_two) == "vault_a: one\nvault_b: \"two\"\n");
  CHECK(opened(labelled_vault) == "p$w");
  CHECK(opened(empty_vault).empty());
  CHECK(opened(full_block_vault) == "0123456789abcdef0123456789abcdef");
  CHECK(opened(binary_vault) == std::string("\0\xff\n", 3));
}

TEST_CASE("line ends of another system, blanks in the header and no last line end are no damage", "[vault]") {
  CHECK(opened(with_crlf(labelled_vault)) == "p$w");
  CHECK(opened(with(labelled_vault, "1.2;AES256;prod", " 1.2 ; AES256 ; prod \t")) == "p$w");
  CHECK(opened(labelled_vault.substr(0, labelled_vault.size() - 1)) == "p$w");
  CHECK(opened(labelled_vault + "\n\n") == "p$w");
}

TEST_CASE("a label is no part of the check, as for Ansible", "[vault]") {
  CHECK(opened(with(labelled_vault, "prod", "other")) == "p$w");
}

TEST_CASE("a wrong password and a changed text are one error", "[vault]") {
  const std::string message =
      "error: the vault does not open: the password is wrong, or the vault was changed after it was "
      "encrypted; try `ansible-vault view` with the same password";
  CHECK(opened(vault_of_two, "pW") == message);
  CHECK(opened(vault_of_two, "") == message);
  std::string changed = vault_of_two;
  changed[changed.size() - 2] = changed[changed.size() - 2] == '1' ? '2' : '1';  // of the cipher text
  CHECK(opened(changed) == message);
  const std::string salt = "3330";  // the first digit of the salt, twice in hexadecimal
  CHECK(opened(with(vault_of_two, salt, "3331")) == message);
}

TEST_CASE("an empty salt or HMAC opens nothing", "[vault]") {
  // "\n\n00": no salt, no HMAC, one byte
  CHECK(opened("$ANSIBLE_VAULT;1.1;AES256\n0a0a3030\n").find("does not open") != std::string::npos);
}

TEST_CASE("a body that is none is said to be damaged", "[vault]") {
  const std::string head = "$ANSIBLE_VAULT;1.1;AES256\n";
  for (const std::string body : {"", "3", "zz", "33 30", "3330", "0a", "0a0a0g", "7a0a300a30", "300a7a0a30",
                                 "300a300a7a", "30300a30300a300a", "\xff"}) {
    INFO(body);
    CHECK(opened(head + body).find("error: the vault is damaged") == 0);
  }
  CHECK(opened(vault_of_two.substr(0, 200)).find("error: the vault ") == 0);
}

TEST_CASE("other headers are refused by what they say", "[vault]") {
  CHECK(opened("hello") ==
        "error: its first line is no vault's header, like $ANSIBLE_VAULT;1.1;AES256; encrypt it with "
        "ansible-vault");
  CHECK(opened("$ANSIBLE_VAULT\n30").find("no vault's header") != std::string::npos);
  CHECK(opened("$ANSIBLE_VAULTS;1.1;AES256\n30").find("no vault's header") != std::string::npos);
  CHECK(opened("$ANSIBLE_VAULT;1.0;AES\n30") ==
        "error: it is a vault of format '1.0', and 1.1 and 1.2 can be read; encrypt it again with "
        "ansible-vault");
  CHECK(opened("$ANSIBLE_VAULT;1.1;AES128\n30") ==
        "error: it is encrypted with the cipher 'AES128', and AES256 can be read; encrypt it again with "
        "ansible-vault");
  CHECK(opened("$ANSIBLE_VAULT;1.1;AES256x: hunter2\n30").find("the cipher '?'") != std::string::npos);
}
