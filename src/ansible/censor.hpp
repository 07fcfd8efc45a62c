// Secrets out of everything that is printed. Ansible's controller censors nothing by option for a module
// that is not Python, and prints raw output with -vvv: the module does it itself.
#pragma once

#include <string>
#include <vector>

#include "ansible/json.hpp"
#include "ansible/spec.hpp"

namespace slipway::ansible {

class Censor {
 public:
  Censor() = default;

  /// Hides these values, and each line (of 4 characters or more) of one that has several. Empty ones are
  /// ignored.
  explicit Censor(const std::vector<std::string>& secrets);

  /// The text with `********` for every secret in it. A secret under 4 characters is masked only where it
  /// stands alone, with no letter, digit or underscore beside it: the secret `1` must not blank every
  /// digit.
  std::string text(const std::string& clear) const;

  /// The same for every string inside, and for the keys of objects below the top level (those of the top
  /// level are the names of a module's return values). A number is masked when it is a secret as a whole.
  Json values(Json clear) const;

 private:
  Json value(const Json& clear, bool with_keys) const;
  std::vector<std::string> secrets_;
};

/// Every string and number inside the values of the secret options, those in lists of dicts among them, under
/// their names and aliases. `given` is what came in, or what it was coerced to.
std::vector<std::string> secret_strings(const SpecInfo& spec, const Json& given);

/// `module_args` as Ansible shows them: all options of the table, null when not given, those of secret
/// and unshown options with VALUE_SPECIFIED_IN_NO_LOG_PARAMETER for each value, inside a list of dicts as
/// well. Keys that are no options are left out: a misspelt option may hold a secret.
Json shown_arguments(const SpecInfo& spec, const Json& values);

}  // namespace slipway::ansible
