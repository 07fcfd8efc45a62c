#include "ansible/option_rules.hpp"

#include <algorithm>
#include <set>

#include "ansible/python_text.hpp"
#include "ansible/words.hpp"
#include "util/foreign.hpp"
#include "util/joined.hpp"

namespace slipway::ansible {
namespace {

long how_many(const std::vector<std::string>& names, const Json& values) {
  return std::count_if(names.begin(), names.end(), [&](const auto& name) { return values.contains(name); });
}

bool among(const std::string& word, const std::vector<std::string>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// The one choice that stands for this boolean; an empty text when none does, or several do.
std::string word_for(bool value, const std::vector<std::string>& choices) {
  std::string word;
  for (const auto& choice : choices) {
    if (boolean_word(choice) != value) continue;
    if (!word.empty()) return "";
    word = choice;
  }
  return word;
}

std::optional<std::string> fault_in_path(const std::string& path) {
  if (path.empty()) return "an empty path; give a path, or leave the option out";
  if (path.find('\0') != std::string::npos)
    return "a path with a NUL byte in it, which no file's name can have";
  return std::nullopt;
}

}  // namespace

std::optional<std::string> exclusive_error(const SpecInfo& spec, const Json& values) {
  std::vector<std::string> broken;
  for (const auto& group : spec.mutually_exclusive)
    if (how_many(group, values) > 1) broken.push_back(joined(group, "|"));
  if (broken.empty()) return std::nullopt;
  return "parameters are mutually exclusive: " + joined(broken, ", ");
}

std::optional<std::string> missing_error(const std::vector<OptionInfo>& options, const Json& values) {
  std::vector<std::string> missing;
  for (const auto& option : options)
    if (option.required && !values.contains(option.name)) missing.push_back(option.name);
  if (missing.empty()) return std::nullopt;
  std::sort(missing.begin(), missing.end());
  return "missing required arguments: " + joined(missing, ", ");
}

std::optional<std::string> choice_error(const OptionInfo& option, Json& value) {
  if (option.choices.empty()) return std::nullopt;
  const std::string all = joined(option.choices, ", ");
  if (value.is_array()) {
    std::vector<std::string> strangers;
    for (const auto& item : value)
      if (!among(python_str(item), option.choices)) strangers.push_back(foreign(python_str(item)));
    if (strangers.empty()) return std::nullopt;
    return "value of " + option.name + " must be one or more of: " + all +
           ". Got no match for: " + joined(strangers, ", ");
  }
  const std::string text = python_str(value);
  if (among(text, option.choices)) return std::nullopt;
  if (text == "True" || text == "False") {
    const std::string word = word_for(text == "True", option.choices);
    if (!word.empty()) {
      value = word;
      return std::nullopt;
    }
  }
  return "value of " + option.name + " must be one of: " + all + ", got: " + foreign(text);
}

std::optional<std::string> one_of_error(const std::vector<std::vector<std::string>>& groups,
                                        const Json& values) {
  for (const auto& group : groups)
    if (how_many(group, values) == 0) return "one of the following is required: " + joined(group, ", ");
  return std::nullopt;
}

std::vector<std::string> strangers_in(const std::vector<OptionInfo>& options, const Json& given) {
  std::set<std::string> known;
  for (const auto& option : options) {
    known.insert(option.name);
    known.insert(option.aliases.begin(), option.aliases.end());
  }
  std::set<std::string> strangers;
  for (const auto& [key, value] : given.items())
    if (known.count(key) == 0) strangers.insert(key);
  return {strangers.begin(), strangers.end()};
}

std::string unsupported_error(const std::string& module, const std::vector<std::string>& strangers,
                              const std::vector<OptionInfo>& options) {
  std::set<std::string> names;
  std::set<std::string> aliases;
  for (const auto& option : options) {
    names.insert(option.name);
    aliases.insert(option.aliases.begin(), option.aliases.end());
  }
  std::string supported = joined({names.begin(), names.end()}, ", ");
  if (!aliases.empty()) supported += " (" + joined({aliases.begin(), aliases.end()}, ", ") + ")";
  return "Unsupported parameters for (" + module + ") module: " + foreign(joined(strangers, ", ")) +
         ". Supported parameters include: " + supported + ".";
}

std::optional<std::string> path_error(const OptionInfo& option, const Json& value) {
  std::vector<std::string> paths;
  if (option.type == Type::path) paths = {value.get<std::string>()};
  if (option.type == Type::list_of_paths) paths = value.get<std::vector<std::string>>();
  for (const auto& path : paths)
    if (const auto fault = fault_in_path(path))
      return "argument '" + option.name + (option.type == Type::path ? "' is " : "' holds ") + *fault;
  if (option.type == Type::dict)
    for (const auto& line : option.options)
      if (const auto found = value.find(line.name); found != value.end())
        if (auto error = path_error(line, *found)) return error;
  return std::nullopt;
}

}  // namespace slipway::ansible
