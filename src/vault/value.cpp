#include "vault/value.hpp"

#include <yaml.h>

#include "vault/envelope.hpp"
#include "yaml/scalar.hpp"

namespace slipway {
namespace {

/// A text that Ansible would take for a template (template/__init__.py, is_possibly_template).
bool is_template(std::string_view text) {
  for (const std::string_view mark : {"{{", "{%", "{#"})
    if (text.find(mark) != std::string_view::npos) return true;
  return false;
}

std::string lower(std::string_view word) {
  std::string text(word);
  for (char& letter : text) letter = static_cast<char>(letter | ('A' ^ 'a'));
  return text;
}

Expected<SecretText> plain_value(const VaultScalar& scalar) {
  switch (read_plain_scalar(scalar.text.view())) {
    case PlainScalar::null:
      return fail("it has no value; give it one, or \"\" for an empty text");
    case PlainScalar::rewritten:
      return fail(
          "YAML reads it as a number, a date or a boolean, and would change its characters; put it in "
          "quotes");
    case PlainScalar::yes_or_no:
      return SecretText(lower(scalar.text.view()));
    default:
      return SecretText(scalar.text.view());
  }
}

}  // namespace

Expected<SecretText> vault_value(const VaultScalar& scalar, const VaultPassword& password) {
  if (scalar.tag == "!vault" || scalar.tag == "!vault-encrypted") {
    if (!is_vault(scalar.text.view())) return fail("it is tagged !vault, and no vault is in it");
    TRY_ASSIGN(const std::string_view opener, password());
    return open_vault(scalar.text.view(), opener);
  }
  if (scalar.tag == "!unsafe") return SecretText(scalar.text.view());
  if (!scalar.tag.empty() && scalar.tag != YAML_STR_TAG)
    return fail("it has a YAML tag that stands for no text; leave the tag out, and put the value in quotes");
  if (is_template(scalar.text.view()))
    return fail(
        "there is a template in it ({{, {% or {#), which nobody carries out here; write the value itself, "
        "or !unsafe in front of it when it is meant as it stands");
  if (!scalar.plain) return SecretText(scalar.text.view());
  return plain_value(scalar);
}

}  // namespace slipway
