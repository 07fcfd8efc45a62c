#include "ansible/number_warnings.hpp"

#include <algorithm>
#include <array>

namespace slipway::ansible {
namespace {

/// What `chmod` and `umask` are given most, as far as nobody has much use for the number that it becomes.
constexpr std::array usual_modes{0600, 0640, 0644, 0660, 0664, 0666, 0700, 0750, 0755, 0770, 0775, 0777};

void check_number(const Json& value, const std::string& name, std::vector<std::string>& warnings) {
  if (value.is_number_float())
    warnings.push_back(name +
                       " came as a floating-point number, and may have been written otherwise (1.10 comes as "
                       "1.1); write it in quotes");
  else if (value.is_number_integer() && std::count(usual_modes.begin(), usual_modes.end(), value) > 0)
    warnings.push_back(name +
                       " came as a number that YAML makes of a file mode (0644 comes as 420); write it in "
                       "quotes, as the one that is meant");
}

void check_options(const std::vector<OptionInfo>& options, const Json& given, const std::string& inside,
                   std::vector<std::string>& warnings);

void check_option(const OptionInfo& option, const Json& value, const std::string& name,
                  std::vector<std::string>& warnings) {
  if (option.type == Type::string || (option.type == Type::list_of_strings && !value.is_array()))
    check_number(value, name, warnings);
  else if (option.type == Type::list_of_strings)
    for (const auto& item : value) check_number(item, name, warnings);
  else if (option.texts && value.is_object())
    for (const auto& [key, item] : value.items()) check_number(item, name + ": " + key, warnings);
  else if (option.type == Type::list_of_dicts && value.is_array())
    for (const auto& item : value)
      if (item.is_object()) check_options(option.options, item, name + ".", warnings);
}

void check_options(const std::vector<OptionInfo>& options, const Json& given, const std::string& inside,
                   std::vector<std::string>& warnings) {
  for (const auto& option : options) {
    auto names = option.aliases;
    names.push_back(option.name);
    for (const auto& name : names)
      if (const auto found = given.find(name); found != given.end())
        check_option(option, *found, inside + option.name, warnings);
  }
}

}  // namespace

std::vector<std::string> number_warnings(const SpecInfo& spec, const Json& given) {
  std::vector<std::string> warnings;
  check_options(spec.options, given, "", warnings);
  return warnings;
}

}  // namespace slipway::ansible
