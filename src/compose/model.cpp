#include "compose/model.hpp"

#include <array>
#include <nlohmann/json.hpp>

#include "compose/network_hash.hpp"
#include "util/json_access.hpp"

namespace slipway {
namespace {

using json_access::boolean;
using json_access::member;
using json_access::strings;
using json_access::text;
using nlohmann::json;

constexpr std::array shared_namespaces{"network_mode", "ipc", "pid"};
constexpr std::string_view service_prefix = "service:";

/// "service:app" → "app"; empty when it is no service's.
std::string service_of(const std::string& mode) {
  return mode.starts_with(service_prefix) ? mode.substr(service_prefix.size()) : "";
}

/// Of `volumes_from: [app:ro, container:old]` that is app.
std::vector<std::string> services_of_volumes(const json& service) {
  std::vector<std::string> names;
  for (const auto& from : strings(service, "volumes_from"))
    if (const auto name = from.substr(0, from.find(':')); name != "container") names.push_back(name);
  return names;
}

std::vector<std::string> shared_services(const json& service) {
  std::vector<std::string> names = services_of_volumes(service);
  for (const char* key : shared_namespaces) names.push_back(service_of(text(service, key)));
  std::erase(names, "");
  return names;
}

long replicas_of(const json& service) {
  const json& scale = member(service, "scale");
  const json& replicas = member(member(service, "deploy"), "replicas");
  if (scale.is_number_integer()) return scale.get<long>();
  return replicas.is_number_integer() ? replicas.get<long>() : 1;
}

std::string shown(const json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

/// What is in no hash (compose/v2, pkg/compose/hash.go) is no setting.
std::map<std::string, std::string> settings_of(json service) {
  for (const char* other : {"image", "environment", "build", "pull_policy", "scale"}) service.erase(other);
  if (const auto deploy = service.find("deploy"); deploy != service.end() && deploy->is_object()) {
    deploy->erase("replicas");
    if (deploy->empty()) service.erase(deploy);
  }
  std::map<std::string, std::string> settings;
  for (const auto& [key, value] : service.items()) settings[key] = value.dump();
  return settings;
}

/// The member `name` when it is an object, else an empty one.
const json& entries(const json& object, const char* name) {
  static const json nothing = json::object();
  const json& found = member(object, name);
  return found.is_object() ? found : nothing;
}

/// The real name of a network or volume: "shop_default" of "default".
std::string real_name(const json& definitions, const std::string& key) {
  const std::string name = text(member(definitions, key.c_str()), "name");
  return name.empty() ? key : name;
}

Dependency dependency_from(const std::string& service, const json& how) {
  Dependency dependency{service};
  const std::string condition = text(how, "condition");
  if (condition == "service_healthy") dependency.condition = DependencyCondition::healthy;
  if (condition == "service_completed_successfully") dependency.condition = DependencyCondition::completed;
  const json& required = member(how, "required");
  dependency.required = !required.is_boolean() || required.get<bool>();
  dependency.restarts = boolean(how, "restart");
  return dependency;
}

ServiceModel service_from(const json& service, const json& root) {
  ServiceModel model;
  model.image = text(service, "image");
  model.replicas = replicas_of(service);
  for (const auto& [key, value] : entries(service, "environment").items())
    model.environment[key] = shown(value);
  model.settings = settings_of(service);
  model.shares = shared_services(service);
  model.container_name = text(service, "container_name");
  for (const auto& [other, how] : entries(service, "depends_on").items())
    model.depends_on.push_back(dependency_from(other, how));
  for (const char* key : {"models", "use_api_socket"})
    if (service.contains(key) && service[key] != false) model.added_to_by = key;
  for (const auto& [key, value] : entries(service, "networks").items())
    model.networks.push_back(real_name(member(root, "networks"), key));
  for (const auto& volume : member(service, "volumes")) {
    const std::string source = text(volume, "source");
    if (text(volume, "type") == "volume" && !source.empty())
      model.volumes.push_back(real_name(member(root, "volumes"), source));
    if (text(volume, "type") == "image" && !source.empty()) model.mounted_images.push_back(source);
  }
  model.builds = member(service, "build").is_object();
  model.pull_policy = text(service, "pull_policy");
  model.platform = text(service, "platform");
  model.replacement = replacement_rules(service);
  return model;
}

class IdsForServices {
 public:
  explicit IdsForServices(const std::map<std::string, std::string>& containers) : containers_(containers) {}

  void put_into(json& service) {
    for (const char* key : shared_namespaces)
      if (const auto* id = id_of(service_of(text(service, key)))) service[key] = "container:" + *id;
    if (!member(service, "volumes_from").is_array()) return;
    for (auto& from : service["volumes_from"])
      if (from.is_string()) put_into_volumes(from);
  }

  bool changed = false;
  bool in_volumes = false;

 private:
  const std::string* id_of(const std::string& service) {
    const auto found = containers_.find(service);
    if (found == containers_.end()) return nullptr;
    changed = true;
    return &found->second;
  }

  void put_into_volumes(json& from) {
    const auto words = split_at_colons(from.get<std::string>());
    if (words[0] == "container" && words.size() > 1) {
      from = words[1];
      changed = in_volumes = true;
    } else if (const auto* id = id_of(words[0])) {
      from = *id;
      in_volumes = true;
    }
  }

  static std::vector<std::string> split_at_colons(const std::string& spec) {
    std::vector<std::string> words{""};
    for (const char letter : spec) {
      if (letter == ':')
        words.emplace_back();
      else
        words.back() += letter;
    }
    return words;
  }

  const std::map<std::string, std::string>& containers_;
};

/// Those that are not required, of services that a profile keeps out: Compose forgets them before it makes
/// containers, and takes no file that names them.
bool drop_missing_dependencies(json& service, const json& services) {
  std::vector<std::string> missing;
  for (const auto& [other, how] : entries(service, "depends_on").items())
    if (!services.contains(other) && !dependency_from(other, how).required) missing.push_back(other);
  for (const auto& other : missing) service["depends_on"].erase(other);
  return !missing.empty();
}

}  // namespace

Expected<ComposeModel> parse_compose_model(const std::string& config) {
  const json root = json::parse(config, nullptr, false);
  if (root.is_discarded() || !root.is_object())
    return fail("docker compose config --format json printed no JSON; update Docker Compose");
  const json& services = member(root, "services");
  if (!services.is_object() || services.empty())
    return fail("docker compose config names no services; the compose files need one at least");
  ComposeModel model;
  model.project = text(root, "name");
  for (const auto& [name, service] : services.items()) {
    if (!service.is_object()) continue;
    if (service.contains("provider"))
      model.providers.insert(name);
    else
      model.services[name] = service_from(service, root);
  }
  model.networks = network_hashes(config);
  return model;
}

HashableConfig with_container_ids(const std::string& config,
                                  const std::map<std::string, std::string>& containers) {
  json root = json::parse(config, nullptr, false);
  if (!root.is_object() || !root.contains("services") || !root["services"].is_object()) return {config};
  IdsForServices ids(containers);
  bool changed = false;
  for (auto& service : root["services"]) {
    ids.put_into(service);
    if (drop_missing_dependencies(service, root["services"])) changed = true;
  }
  return ids.changed || changed ? HashableConfig{root.dump(), ids.in_volumes} : HashableConfig{config};
}

}  // namespace slipway
