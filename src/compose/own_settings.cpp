#include "compose/own_settings.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>

#include "compose/dollars.hpp"
#include "util/excerpt.hpp"

namespace slipway {
namespace {

/// The keys of a mapping, none other than these.
Expected<void> check_keys(const YAML::Node& settings, const std::string& what,
                          const std::vector<std::string>& known) {
  if (!settings.IsMap()) return fail(what + " is no mapping; it has the keys " + some_of(known));
  for (const auto& entry : settings) {
    const auto key = entry.first.as<std::string>("");
    if (std::find(known.begin(), known.end(), key) == known.end())
      return fail(what + " has the key '" + excerpt(key) + "', which is not known; it has the keys " +
                  some_of(known));
  }
  return {};
}

template <class T>
Expected<void> take(const YAML::Node& settings, const char* key, const std::string& what, const char* type,
                    T& into) {
  const auto found = settings[key];
  if (!found) return {};
  try {
    into = found.template as<T>();
  } catch (const YAML::Exception&) {
    return fail(what + ": " + key + " is not " + type);
  }
  return {};
}

Expected<void> take_text(const YAML::Node& settings, const char* key, const std::string& what,
                         std::string& into) {
  TRY(take(settings, key, what, "a text", into));
  into = with_single_dollars(std::move(into));
  return {};
}

/// One word at least, when it is there at all.
Expected<void> take_command(const YAML::Node& settings, const char* key, const std::string& what,
                            std::vector<std::string>& into) {
  TRY(take(settings, key, what, "a list of words", into));
  if (settings[key] && into.empty()) return fail(what + ": " + key + " is empty; give it a word at least");
  for (auto& word : into) word = with_single_dollars(std::move(word));
  return {};
}

Expected<ContainerCheck> check_from(const YAML::Node& node, const std::string& what) {
  TRY(check_keys(node, what, {"command", "port", "path", "status", "contains"}));
  if (node["command"] && node.size() > 1) return fail(what + " has a command and a page; give one of them");
  ContainerCheck check;
  TRY(take_command(node, "command", what, check.command));
  TRY(take(node, "port", what, "a number", check.port));
  TRY(take_text(node, "path", what, check.path));
  TRY(take(node, "status", what, "a number", check.status));
  TRY(take_text(node, "contains", what, check.contains));
  if (check.port < 1 || check.port > 65535)
    return fail(what + ": port is " + std::to_string(check.port) + "; give 1 to 65535");
  if (check.status < 200 || check.status > 599)
    return fail(what + ": status is " + std::to_string(check.status) + "; give 200 to 599");
  if (!check.path.starts_with('/')) return fail(what + ": path has to begin with '/'");
  return check;
}

Expected<OwnSettings> settings_from(const YAML::Node& node, const std::string& what) {
  TRY(check_keys(node, what, {"check", "drain"}));
  OwnSettings settings;
  if (const auto check = node["check"]) {
    TRY_ASSIGN(settings.check, check_from(check, what + ".check"));
  }
  TRY(take_command(node, "drain", what, settings.drain));
  return settings;
}

}  // namespace

Expected<std::map<std::string, OwnSettings>> parse_own_settings(const std::string& config) {
  std::map<std::string, OwnSettings> all;
  try {
    const YAML::Node root = YAML::Load(config);
    if (!root.IsMap() || !root["services"] || !root["services"].IsMap()) return all;
    for (const auto& entry : root["services"]) {
      if (!entry.second.IsMap() || !entry.second["x-slipway"]) continue;
      const auto service = entry.first.as<std::string>();
      TRY_ASSIGN(all[service],
                 settings_from(entry.second["x-slipway"], "service " + service + ": x-slipway"));
    }
  } catch (const YAML::Exception& error) {
    return fail(std::string("docker compose config did not print YAML: ") + excerpt(error.what()));
  }
  return all;
}

}  // namespace slipway
