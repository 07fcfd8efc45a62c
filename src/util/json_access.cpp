#include "util/json_access.hpp"

#include <nlohmann/json.hpp>

namespace slipway::json_access {

using nlohmann::json;

const json& member(const json& object, const char* name) {
  static const json nothing;
  if (!object.is_object()) return nothing;
  const auto found = object.find(name);
  return found == object.end() ? nothing : *found;
}

std::string text(const json& object, const char* name) {
  const json& value = member(object, name);
  return value.is_string() ? value.get<std::string>() : std::string();
}

long integer(const json& object, const char* name) {
  const json& value = member(object, name);
  return value.is_number_integer() ? value.get<long>() : 0;
}

bool boolean(const json& object, const char* name) {
  const json& value = member(object, name);
  return value.is_boolean() && value.get<bool>();
}

std::vector<std::string> strings(const json& object, const char* name) {
  std::vector<std::string> all;
  const json& list = member(object, name);
  if (!list.is_array()) return all;
  for (const auto& item : list)
    if (item.is_string()) all.push_back(item.get<std::string>());
  return all;
}

}  // namespace slipway::json_access
