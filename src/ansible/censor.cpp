#include "ansible/censor.hpp"

#include <algorithm>

#include "ansible/python_text.hpp"
#include "util/foreign.hpp"

namespace slipway::ansible {
namespace {

constexpr std::size_t shortest_number = 4;  // digits; a shorter one is somebody's count

void collect(const Json& value, std::vector<std::string>& strings) {
  if (value.is_structured()) {
    for (const auto& item : value) collect(item, strings);
  } else if (value.is_string() || value.is_number()) {
    strings.push_back(python_str(value));
    if (value.is_number_float()) strings.push_back(value.dump());  // a large float has two forms
  }
}

bool is_hidden(const OptionInfo& option) {
  return option.secret || option.unshown;
}

Json without_values(const Json& value) {
  if (value.is_null()) return value;
  if (!value.is_structured()) return "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER";
  Json hidden = value;
  for (auto& item : hidden) item = without_values(item);
  return hidden;
}

void collect_secrets(const OptionInfo& option, const Json& value, std::vector<std::string>& strings);

void collect_in_items(const OptionInfo& option, const Json& list, std::vector<std::string>& strings) {
  for (const auto& item : list)
    for (const auto& line : option.options)
      if (item.is_object() && item.contains(line.name)) collect_secrets(line, item.at(line.name), strings);
}

void collect_secrets(const OptionInfo& option, const Json& value, std::vector<std::string>& strings) {
  if (option.secret) collect(value, strings);
  if (value.is_structured() && !option.options.empty())
    collect_in_items(option, value.is_array() ? value : Json::array({value}), strings);
}

/// Whether one of the fields inside this one is documented.
bool leads_to_documented(const std::string& name, const std::set<std::string>& documented) {
  const std::string inside = name + ".";
  const auto next = documented.lower_bound(inside);
  return next != documented.end() && next->starts_with(inside);
}

bool is_path(const OptionInfo& option) {
  return option.type == Type::path || option.type == Type::list_of_paths;
}

}  // namespace

std::string Censor::text(const std::string& clear) const {
  return mask_.text(without_marks(clear));
}

Json Censor::whole(const Json& value, bool with_keys) const {
  if (value.is_string()) return text(value.get<std::string>());
  if (value.is_number() && python_str(value).size() >= shortest_number && mask_.has(python_str(value)))
    return masked_value;
  if (!value.is_structured()) return value;
  Json censored = value.is_array() ? Json::array() : Json::object();
  if (value.is_array())
    for (const auto& item : value) censored.push_back(whole(item, with_keys));
  else
    for (const auto& [key, item] : value.items())
      censored[with_keys ? text(key) : key] = whole(item, with_keys);
  return censored;
}

Json Censor::field(const Json& value, const std::string& name,
                   const std::set<std::string>& documented) const {
  if (value.is_number()) return value;
  if (documented.count(name) != 0 && value.is_string()) return sentence(value.get<std::string>());
  if (value.is_array()) {
    Json list = Json::array();
    for (const auto& item : value) list.push_back(field(item, name, documented));
    return list;
  }
  if (!value.is_object() || !leads_to_documented(name, documented)) return whole(value, true);
  Json object = Json::object();
  for (const auto& [key, item] : value.items()) object[key] = field(item, name + "." + key, documented);
  return object;
}

Json Censor::values(const Json& clear, const std::set<std::string>& documented) const {
  Json shown = Json::object();
  for (const auto& [key, item] : clear.items()) shown[key] = field(item, key, documented);
  return shown;
}

Json Censor::plain_argument(const OptionInfo& option, const Json& value) const {
  const bool chosen =
      value.is_string() && std::count(option.choices.begin(), option.choices.end(), value) > 0;
  if (is_path(option) || chosen || value == option.default_value) return value;
  if (option.options.empty()) return whole(value, false);
  if (value.is_object() && option.type == Type::dict) return arguments(option.options, value);
  // What is no dict, where one with something hidden in it is expected, may be that.
  const bool hides = std::any_of(option.options.begin(), option.options.end(), is_hidden);
  const auto odd = [&](const Json& other) { return hides ? without_values(other) : whole(other, false); };
  if (!value.is_array()) return odd(value);
  Json list = Json::array();
  for (const auto& item : value)
    list.push_back(item.is_object() ? arguments(option.options, item) : odd(item));
  return list;
}

Json Censor::arguments(const std::vector<OptionInfo>& options, const Json& values) const {
  Json shown = Json::object();
  for (const auto& option : options) {
    const auto found = values.find(option.name);
    const Json value = found == values.end() ? Json() : *found;
    shown[option.name] = is_hidden(option) ? without_values(value) : plain_argument(option, value);
  }
  return shown;
}

std::vector<std::string> secret_strings(const SpecInfo& spec, const Json& given) {
  std::vector<std::string> strings;
  for (const auto& option : spec.options) {
    auto names = option.aliases;
    names.push_back(option.name);
    for (const auto& name : names)
      if (const auto found = given.find(name); found != given.end()) collect_secrets(option, *found, strings);
  }
  return strings;
}

}  // namespace slipway::ansible
