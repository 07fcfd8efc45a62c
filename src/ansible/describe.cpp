#include "ansible/describe.hpp"

#include <sstream>

#include "ansible/coerce.hpp"
#include "ansible/json_text.hpp"
#include "util/joined.hpp"

namespace slipway::ansible {
namespace {

constexpr std::size_t line_width = 90;
constexpr const char* indentation = "        ";

std::string wrapped(const std::string& text) {
  std::string out;
  std::string line = indentation;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    if (line.size() + 1 + word.size() > line_width) {
      out += line + "\n";
      line = indentation;
    }
    line += (line == indentation ? "" : " ") + word;
  }
  return out + line + "\n";
}

std::string kind_of(const OptionInfo& option) {
  std::string kind = type_name(option.type);
  if (const auto elements = elements_name(option.type); !elements.empty()) kind += " of " + elements;
  if (option.required) kind += ", required";
  if (option.secret) kind += ", secret";
  if (!option.default_value.is_null()) kind += ", default " + to_line(option.default_value);
  return kind;
}

std::string described(const OptionInfo& option) {
  std::string text = "  " + option.name + " (" + kind_of(option) + ")\n" + wrapped(option.help);
  if (!option.choices.empty()) text += wrapped("One of: " + joined(option.choices, ", "));
  if (!option.aliases.empty()) text += wrapped("Also called: " + joined(option.aliases, ", "));
  for (const auto& line : option.options)
    text += wrapped(line.name + " (" + kind_of(line) + "): " + line.help);
  for (const auto& group : option.required_one_of)
    text += wrapped("Each has at least one of: " + joined(group, ", "));
  return text;
}

Json example_value(const OptionInfo& option) {
  if (!option.choices.empty()) return option.choices.front();
  switch (option.type) {
    case Type::integer:
      return 1;
    case Type::boolean:
      return true;
    case Type::dict:
      return Json{{"KEY", "value"}};
    case Type::list_of_dicts:
      return Json::array({Json::object()});
    case Type::list_of_strings:
    case Type::list_of_paths:
      return Json::array({"..."});
    default:
      return "...";
  }
}

// The fewest options that the module accepts.
Json example_arguments(const SpecInfo& spec) {
  Json arguments = Json::object();
  for (const auto& option : spec.options) {
    bool needed = option.required;
    for (const auto& group : spec.required_one_of) needed |= group.front() == option.name;
    if (needed) arguments[option.name] = example_value(option);
  }
  return arguments;
}

Json options_as_json(const std::vector<OptionInfo>& lines) {
  Json options = Json::array();
  for (const auto& option : lines) {
    const auto elements = elements_name(option.type);
    options.push_back({{"name", option.name},
                       {"type", type_name(option.type)},
                       {"elements", elements.empty() ? Json() : Json(elements)},
                       {"default", option.default_value},
                       {"required", option.required},
                       {"choices", option.choices},
                       {"aliases", option.aliases},
                       {"secret", option.secret},
                       {"options", options_as_json(option.options)},
                       {"required_one_of", option.required_one_of}});
  }
  return options;
}

}  // namespace

std::string help_text(const SpecInfo& spec) {
  std::string text =
      spec.module + ": " + spec.summary + "\n\nA module for Ansible. By hand:\n" + "  " + spec.module +
      " ARGUMENTS.json   options as one JSON object, from a file\n" + "  " + spec.module +
      " -                the same, from standard input\n\nFor example, changing nothing:\n" + "  echo '";
  Json example = example_arguments(spec);
  example["_ansible_check_mode"] = true;
  example["_ansible_diff"] = true;
  text += to_line(example) + "' | " + spec.module + " -\n\nOptions:\n";
  for (const auto& option : spec.options) text += described(option);
  for (const auto& group : spec.mutually_exclusive) text += "\nAt most one of: " + joined(group, ", ") + "\n";
  for (const auto& group : spec.required_one_of) text += "\nAt least one of: " + joined(group, ", ") + "\n";
  return text;
}

Json spec_as_json(const SpecInfo& spec) {
  return {{"module", spec.module},
          {"summary", spec.summary},
          {"options", options_as_json(spec.options)},
          {"mutually_exclusive", spec.mutually_exclusive},
          {"required_one_of", spec.required_one_of}};
}

}  // namespace slipway::ansible
