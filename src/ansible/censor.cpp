#include "ansible/censor.hpp"

#include <algorithm>
#include <cctype>
#include <sstream>

#include "ansible/python_text.hpp"
#include "ansible/words.hpp"

namespace slipway::ansible {
namespace {

constexpr const char* mask = "********";
constexpr std::size_t long_enough = 4;  // characters; shorter secrets are masked only where they stand alone

std::size_t characters_in(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

bool part_of_word(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x80 || std::isalnum(byte) != 0 || c == '_';
}

bool stands_alone(const std::string& text, std::size_t start, std::size_t length) {
  const bool open_before = start == 0 || !part_of_word(text[start - 1]);
  const bool open_after = start + length == text.size() || !part_of_word(text[start + length]);
  return open_before && open_after;
}

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

Json shown_value(const OptionInfo& option, const Json& value);

/// An entry of a list of dicts of which something is hidden. What is no dict, or no option of it, may be
/// that.
Json shown_item(const std::vector<OptionInfo>& options, const Json& item) {
  if (!item.is_object()) return without_values(item);
  Json shown = Json::object();
  for (const auto& option : options)
    if (const auto found = item.find(option.name); found != item.end())
      shown[option.name] = shown_value(option, *found);
  return shown;
}

Json shown_value(const OptionInfo& option, const Json& value) {
  if (is_hidden(option)) return without_values(value);
  if (std::none_of(option.options.begin(), option.options.end(), is_hidden)) return value;
  if (!value.is_array()) return without_values(value);
  Json shown = Json::array();
  for (const auto& item : value) shown.push_back(shown_item(option.options, item));
  return shown;
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

}  // namespace

Censor::Censor(const std::vector<std::string>& secrets) : secrets_(secrets) {
  for (const auto& secret : secrets) {
    if (secret.find('\n') == std::string::npos) continue;
    std::istringstream lines(secret);
    for (std::string line; std::getline(lines, line);)
      if (characters_in(trimmed(line)) >= long_enough) secrets_.push_back(trimmed(line));
  }
  std::sort(secrets_.begin(), secrets_.end());
  secrets_.erase(std::unique(secrets_.begin(), secrets_.end()), secrets_.end());
  std::erase(secrets_, "");
}

std::string Censor::text(const std::string& clear) const {
  if (secrets_.empty()) return clear;
  // Marked first and replaced afterwards, so that secrets that overlap or hold each other leave nothing
  // behind.
  std::vector<bool> hidden(clear.size(), false);
  for (const auto& secret : secrets_) {
    const bool anywhere = characters_in(secret) >= long_enough;
    for (auto at = clear.find(secret); at != std::string::npos; at = clear.find(secret, at + 1))
      if (anywhere || stands_alone(clear, at, secret.size()))
        std::fill_n(hidden.begin() + static_cast<std::ptrdiff_t>(at), secret.size(), true);
  }
  std::string out;
  for (std::size_t i = 0; i < clear.size(); ++i) {
    if (!hidden[i])
      out += clear[i];
    else if (i == 0 || !hidden[i - 1])
      out += mask;
  }
  return out;
}

Json Censor::values(Json clear) const {
  if (secrets_.empty()) return clear;
  return value(clear, false);
}

Json Censor::value(const Json& clear, bool with_keys) const {
  if (clear.is_string()) return text(clear.get<std::string>());
  if (clear.is_array()) {
    Json censored = Json::array();
    for (const auto& item : clear) censored.push_back(value(item, true));
    return censored;
  }
  if (clear.is_object()) {
    Json censored = Json::object();
    for (const auto& [key, item] : clear.items()) censored[with_keys ? text(key) : key] = value(item, true);
    return censored;
  }
  const bool secret_number =
      clear.is_number() && std::binary_search(secrets_.begin(), secrets_.end(), python_str(clear));
  if (secret_number && python_str(clear).size() >= long_enough) return mask;
  return clear;
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

Json shown_arguments(const SpecInfo& spec, const Json& values) {
  Json shown = Json::object();
  for (const auto& option : spec.options) {
    const auto found = values.find(option.name);
    shown[option.name] = shown_value(option, found == values.end() ? Json() : *found);
  }
  return shown;
}

}  // namespace slipway::ansible
