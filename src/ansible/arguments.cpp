#include "ansible/arguments.hpp"

#include <algorithm>
#include <optional>

#include "ansible/option_rules.hpp"
#include "ansible/option_values.hpp"
#include "ansible/python_text.hpp"
#include "ansible/words.hpp"

namespace slipway::ansible {
namespace {

// Each option under its own name; what is null is left out.
Json without_aliases(const SpecInfo& spec, const Json& given, std::vector<std::string>& warnings) {
  Json values = Json::object();
  const auto take = [&](const std::string& from, const std::string& name) {
    const auto found = given.find(from);
    if (found == given.end() || found->is_null()) return;
    if (from != name && values.contains(name))
      warnings.push_back("Both option " + name + " and its alias " + from + " are set.");
    values[name] = *found;
  };
  for (const auto& option : spec.options) {
    take(option.name, option.name);
    for (const auto& alias : option.aliases) take(alias, option.name);
  }
  return values;
}

// Checks the dicts that have a table of their own, and then for keys that are no options: those of the
// module's own table first, since the message lists the options of one table only.
std::optional<std::string> check_dicts_and_keys(const SpecInfo& spec, const Json& given, Arguments& arguments,
                                                System& system) {
  auto strangers = strangers_in(spec.options, given);
  std::erase_if(strangers, [](const std::string& key) { return key.rfind("_ansible_", 0) == 0; });
  const std::vector<OptionInfo>* among = strangers.empty() ? nullptr : &spec.options;
  for (const auto& option : spec.options) {
    const auto value = arguments.values.find(option.name);
    if (option.options.empty() || value == arguments.values.end()) continue;
    const auto inside = check_suboptions(option, *value, system, arguments.errors);
    if (!inside.empty() && among == nullptr) among = &option.options;
    strangers.insert(strangers.end(), inside.begin(), inside.end());
  }
  if (among == nullptr) return std::nullopt;
  std::sort(strangers.begin(), strangers.end());
  return unsupported_error(spec.module, strangers, *among);
}

Expected<bool> switch_in(const Json& given, const std::string& key, bool otherwise) {
  const auto found = given.find(key);
  if (found == given.end() || found->is_null()) return otherwise;
  if (found->is_boolean()) return found->get<bool>();
  if (const auto said = boolean_word(python_str(*found))) return *said;
  return fail("the argument " + key + " must be a boolean, not " + python_class(*found));
}

}  // namespace

Arguments check_arguments(const SpecInfo& spec, const Json& given, System& system) {
  Arguments arguments;
  Json& values = arguments.values;
  const auto add = [&](std::optional<std::string> error) {
    if (error) arguments.errors.push_back(std::move(*error));
  };
  values = without_aliases(spec, given, arguments.warnings);
  add(exclusive_error(spec, values));
  set_defaults(spec.options, values);
  add(missing_error(spec.options, values));
  coerce_all(spec.options, values, "", system, arguments.errors);
  for (const auto& option : spec.options)
    if (const auto value = values.find(option.name); value != values.end()) add(choice_error(option, *value));
  add(one_of_error(spec.required_one_of, values));
  add(check_dicts_and_keys(spec, given, arguments, system));
  values = in_table_order(spec.options, values);
  return arguments;
}

Expected<RunMode> mode_of(const Json& given) {
  RunMode mode;
  TRY_ASSIGN(mode.check, switch_in(given, "_ansible_check_mode", mode.check));
  TRY_ASSIGN(mode.diff, switch_in(given, "_ansible_diff", mode.diff));
  TRY_ASSIGN(mode.inject_invocation, switch_in(given, "_ansible_inject_invocation", mode.inject_invocation));
  return mode;
}

}  // namespace slipway::ansible
