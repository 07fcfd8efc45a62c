#include "ansible/arguments.hpp"

#include <optional>

#include "ansible/coerce.hpp"
#include "ansible/option_rules.hpp"
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

void set_defaults(const SpecInfo& spec, Json& values) {
  for (const auto& option : spec.options)
    if (!option.default_value.is_null() && !values.contains(option.name))
      values[option.name] = option.default_value;
}

void coerce_all(const SpecInfo& spec, System& system, Arguments& arguments) {
  for (const auto& option : spec.options) {
    const auto value = arguments.values.find(option.name);
    if (value == arguments.values.end()) continue;
    auto coerced = coerce(*value, option.type, system);
    if (coerced)
      *value = std::move(*coerced);
    else
      arguments.errors.push_back("argument '" + option.name + "' is of type " + python_class(*value) +
                                 " and we were unable to convert to " + type_name(option.type) + ": " +
                                 coerced.error().message);
  }
}

Json in_table_order(const SpecInfo& spec, const Json& values) {
  Json ordered = Json::object();
  for (const auto& option : spec.options)
    if (const auto value = values.find(option.name); value != values.end()) ordered[option.name] = *value;
  return ordered;
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
  set_defaults(spec, values);
  add(missing_error(spec, values));
  coerce_all(spec, system, arguments);
  for (const auto& option : spec.options)
    if (const auto value = values.find(option.name); value != values.end()) add(choice_error(option, *value));
  add(one_of_error(spec, values));
  add(unsupported_error(spec, given));
  values = in_table_order(spec, values);
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
