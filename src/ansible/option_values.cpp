#include "ansible/option_values.hpp"

#include <algorithm>

#include "ansible/coerce.hpp"
#include "ansible/option_rules.hpp"
#include "ansible/python_text.hpp"

namespace slipway::ansible {
namespace {

Json dicts_in(const Json& list, const std::string& option, System& system, std::vector<std::string>& errors) {
  Json dicts = Json::array();
  for (const auto& item : list) {
    auto dict = coerce(item, Type::dict, system);
    if (dict)
      dicts.push_back(std::move(*dict));
    else
      errors.push_back("Elements value for option '" + option + "' is of type " + python_class(item) +
                       " and we were unable to convert to dict: " + dict.error().message);
  }
  return dicts;
}

void remove_nulls(Json& dict) {
  Json given = Json::object();
  for (const auto& [key, value] : dict.items())
    if (!value.is_null()) given[key] = value;
  dict = std::move(given);
}

// What a dict holds, beside keys that are no options.
void check_dict(const OptionInfo& option, Json& dict, System& system, std::vector<std::string>& errors) {
  const auto add = [&](const std::optional<std::string>& error) {
    if (error) errors.push_back(*error + " found in " + option.name);
  };
  remove_nulls(dict);
  set_defaults(option.options, dict);
  add(missing_error(option.options, dict));
  coerce_all(option.options, dict, option.name, system, errors);
  for (const auto& line : option.options)
    if (const auto value = dict.find(line.name); value != dict.end()) add(choice_error(line, *value));
  add(one_of_error(option.required_one_of, dict));
  dict = in_table_order(option.options, dict);
}

}  // namespace

void set_defaults(const std::vector<OptionInfo>& options, Json& values) {
  for (const auto& option : options)
    if (!option.default_value.is_null() && !values.contains(option.name))
      values[option.name] = option.default_value;
}

void coerce_all(const std::vector<OptionInfo>& options, Json& values, const std::string& found_in,
                System& system, std::vector<std::string>& errors) {
  for (const auto& option : options) {
    const auto value = values.find(option.name);
    if (value == values.end()) continue;
    auto coerced = coerce(*value, option.type, system);
    if (!coerced)
      errors.push_back("argument '" + option.name + "' is of type " + python_class(*value) +
                       (found_in.empty() ? "" : " found in '" + found_in + "'.") +
                       " and we were unable to convert to " + type_name(option.type) + ": " +
                       coerced.error().message);
    else if (option.type == Type::list_of_dicts)
      *value = dicts_in(*coerced, option.name, system, errors);
    else
      *value = std::move(*coerced);
  }
}

std::vector<std::string> check_suboptions(const OptionInfo& option, Json& value, System& system,
                                          std::vector<std::string>& errors) {
  std::vector<std::string> strangers;
  const auto check = [&](Json& dict) {
    if (!dict.is_object()) {
      errors.push_back("value of '" + option.name + "' must be of type dict or list of dicts");
      return;
    }
    for (const auto& key : strangers_in(option.options, dict)) {
      const std::string name = option.name + "." + key;
      if (std::find(strangers.begin(), strangers.end(), name) == strangers.end()) strangers.push_back(name);
    }
    check_dict(option, dict, system, errors);
  };
  if (value.is_array())
    for (auto& dict : value) check(dict);
  else if (option.type == Type::dict)
    check(value);
  return strangers;
}

Json in_table_order(const std::vector<OptionInfo>& options, const Json& values) {
  Json ordered = Json::object();
  for (const auto& option : options)
    if (const auto value = values.find(option.name); value != values.end()) ordered[option.name] = *value;
  return ordered;
}

}  // namespace slipway::ansible
