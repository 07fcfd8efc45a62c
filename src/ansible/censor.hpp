// Secrets out of everything that is printed. Ansible's controller censors nothing by option for a module
// that is not Python, and prints raw output with -vvv: the module does it itself. What comes from elsewhere
// is masked; the module's own words and its documented values are not, whatever a secret happens to be.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "ansible/json.hpp"
#include "ansible/spec.hpp"
#include "util/mask.hpp"

namespace slipway::ansible {

class Censor {
 public:
  Censor() = default;
  explicit Censor(const std::vector<std::string>& secrets) : mask_(secrets) {}

  /// A message or a warning: its foreign parts are masked (util/foreign.hpp).
  std::string sentence(const std::string& clear) const { return mask_.sentence(clear); }

  /// What may come from elsewhere as a whole: masked wherever a secret stands.
  std::string text(const std::string& clear) const;

  /// A module's return values. A string is masked as a whole, unless its field is among `documented`: then it
  /// is one of our sentences. Fields are named as in Result::documented. So are the keys of an object, unless
  /// it is the top one or has a documented field: then they are names of ours. A number is one of ours.
  Json values(const Json& clear, const std::set<std::string>& documented) const;

  /// `module_args` as Ansible shows them: all options of the table, null when not given, those of secret
  /// and unshown options with VALUE_SPECIFIED_IN_NO_LOG_PARAMETER for each value, inside dicts as well. In
  /// the others secrets are masked, but for paths, choices, defaults and the keys of dicts; a number when it
  /// is a secret as a whole. Keys that are no options are left out: a misspelt option may hold a secret.
  Json arguments(const std::vector<OptionInfo>& options, const Json& values) const;

 private:
  Json plain_argument(const OptionInfo& option, const Json& value) const;
  Json whole(const Json& value, bool with_keys) const;
  Json field(const Json& value, const std::string& name, const std::set<std::string>& documented) const;

  Mask mask_;
};

/// Every string and number inside the values of the secret options, those in lists of dicts among them, under
/// their names and aliases. `given` is what came in, or what it was coerced to.
std::vector<std::string> secret_strings(const SpecInfo& spec, const Json& given);

}  // namespace slipway::ansible
