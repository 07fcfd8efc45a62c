#include "compose/services.hpp"

#include <yaml-cpp/yaml.h>

#include "util/excerpt.hpp"

namespace slipway {
namespace {

long replicas_of(const YAML::Node& service) {
  if (const auto scale = service["scale"]) return scale.as<long>(1);
  const auto deploy = service["deploy"];
  return deploy && deploy["replicas"] ? deploy["replicas"].as<long>(1) : 1;
}

void mark_jobs(const YAML::Node& service, ComposeServices& into) {
  const auto needs = service["depends_on"];
  if (!needs || !needs.IsMap()) return;
  for (const auto& need : needs) {
    const auto condition = need.second["condition"];
    if (!condition || condition.as<std::string>("") != "service_completed_successfully") continue;
    if (const auto job = into.services.find(need.first.as<std::string>()); job != into.services.end())
      job->second.completes = true;
  }
}

ComposeServices services_from(const YAML::Node& config) {
  ComposeServices found;
  if (const auto name = config["name"]) found.project = name.as<std::string>("");
  for (const auto& entry : config["services"])
    if (!entry.second["provider"])
      found.services[entry.first.as<std::string>()].replicas = replicas_of(entry.second);
  for (const auto& entry : config["services"]) mark_jobs(entry.second, found);
  return found;
}

}  // namespace

Expected<ComposeServices> parse_compose_services(const std::string& config) {
  try {
    const YAML::Node root = YAML::Load(config);
    if (!root.IsMap() || !root["services"] || !root["services"].IsMap() || root["services"].size() == 0)
      return fail("docker compose config names no services; the compose files need one at least");
    return services_from(root);
  } catch (const YAML::Exception& error) {
    return fail(std::string("docker compose config did not print YAML: ") + excerpt(error.what()));
  }
}

}  // namespace slipway
