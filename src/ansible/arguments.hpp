// The options that a module was given, checked against its table as ansible-core checks them
// (ArgumentSpecValidator.validate in module_utils/common/arg_spec.py), in its order and its words.
#pragma once

#include <string>
#include <vector>

#include "ansible/json.hpp"
#include "ansible/module.hpp"
#include "ansible/spec.hpp"
#include "system/system.hpp"

namespace slipway::ansible {

struct Arguments {
  Json values = Json::object();       // option → coerced value, in table order; without a value: absent
  std::vector<std::string> errors;    // every one that ansible-core finds; a module reports the first
  std::vector<std::string> warnings;  // an option given under two of its names
};

/// Checks a flat object of options; its `_ansible_*` keys are no options. An option that is null counts as
/// not given, so that `required` and the rules between options hold for what a module really gets
/// (ansible-core looks at the key alone). Of an option and its alias the alias counts.
Arguments check_arguments(const SpecInfo& spec, const Json& given, System& system);

/// The `_ansible_*` keys that matter here; others are ignored, since they differ between versions of
/// Ansible. An error when one of them is no boolean: a check run must not become a real one by mistake.
Expected<RunMode> mode_of(const Json& given);

}  // namespace slipway::ansible
