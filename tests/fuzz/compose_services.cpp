// Any text as the output of `docker compose config`: it is refused with words, or has the services that a
// reader of JSON finds in it, where it is JSON.
#include "compose/services.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "fuzz/property.hpp"

namespace {

using namespace slipway;
using fuzz::must_hold;

/// Compose allows no other names, and YAML's escapes are not quite JSON's.
bool is_service_name(const std::string& name) {
  return std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  });
}

void check_against_json(const nlohmann::json& config, const ComposeServices& found) {
  std::set<std::string> names;
  for (const auto& [name, service] : config.at("services").items()) {
    if (!is_service_name(name)) return;
    if (!service.is_object() || !service.contains("provider")) names.insert(name);
  }
  must_hold(names.size() == found.services.size(), "as many services as in JSON");
  for (const auto& name : names) must_hold(found.services.contains(name), "every service is found");
}

bool has_repeated_keys(const std::string& text) {
  bool repeated = false;
  std::vector<std::set<std::string>> open;
  const auto look = [&](int, nlohmann::json::parse_event_t event, const nlohmann::json& value) {
    if (event == nlohmann::json::parse_event_t::object_start) open.emplace_back();
    if (event == nlohmann::json::parse_event_t::object_end && !open.empty()) open.pop_back();
    if (event == nlohmann::json::parse_event_t::key && !open.empty())
      repeated |= !open.back().insert(value.get<std::string>()).second;
    return true;
  };
  (void)nlohmann::json::parse(text, look, false);
  return repeated;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(fuzz::text_of(data, size));
  const auto found = parse_compose_services(text);
  if (!found) {
    must_hold(!found.error().message.empty(), "an error says something");
    return 0;
  }
  const auto config = nlohmann::json::parse(text, nullptr, false);
  if (config.is_object() && !has_repeated_keys(text)) check_against_json(config, *found);
  return 0;
}
