// What the engine's list says of a project's containers, and which of them are inspected.
#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <tuple>

#include "engine/containers.hpp"
#include "util/json_access.hpp"

namespace slipway {
namespace {

using json_access::member;
using json_access::strings;
using json_access::text;
using nlohmann::json;

/// Of a list entry's status: "Up 3 minutes (healthy)", "Up 2 seconds (health: starting)".
std::string health_in(const std::string& status) {
  for (std::string health : {"starting", "unhealthy", "healthy"})
    if (status.find("(" + health + ")") != std::string::npos ||
        status.find("(health: " + health + ")") != std::string::npos)
      return health;
  return "";
}

/// Of "Up 12 seconds (healthy)" or "Up Less than a second" (docker/go-units, duration.go).
std::optional<std::chrono::seconds> running_in(const std::string& status) {
  if (status.starts_with("Up Less than a second")) return std::chrono::seconds(0);
  const std::string start = "Up ";
  long seconds = 0;
  const char* const end = status.data() + status.size();
  const auto [stop, error] =
      std::from_chars(status.data() + std::min(start.size(), status.size()), end, seconds);
  const bool fits = status.starts_with(start) && error == std::errc() &&
                    std::string_view(stop, static_cast<std::size_t>(end - stop)).starts_with(" second");
  return fits ? std::optional(std::chrono::seconds(seconds)) : std::nullopt;
}

ContainerGlance glance_from(const json& entry) {
  const auto names = strings(entry, "Names");
  const json& labels = member(entry, "Labels");
  const std::string status = text(entry, "Status");
  return {text(entry, "Id"),
          names.empty() ? "" : container_name(names.front()),
          labels.is_object(),
          text(labels, service_label),
          text(labels, depends_on_label),
          text(labels, one_off_label) == "True",
          text(entry, "State"),
          health_in(status),
          running_in(status)};
}

Container uninspected(const ContainerGlance& glance, const std::string& project) {
  Container container;
  container.id = glance.id;
  container.name = glance.name;
  container.project = project;
  container.service = glance.service;
  container.depends_on = glance.depends_on;
  container.one_off = glance.one_off;
  container.status = glance.status;
  return container;
}

}  // namespace

std::vector<ContainerGlance> glances_from(const json& list) {
  std::vector<ContainerGlance> glances;
  for (const auto& entry : list) glances.push_back(glance_from(entry));
  return glances;
}

Expected<std::vector<ContainerGlance>> glance_at_project(Engine& engine, const std::string& project) {
  TRY_ASSIGN(const json list, list_project_containers(engine, project));
  return glances_from(list);
}

Expected<std::vector<Container>> project_containers(
    Engine& engine, const std::string& project, const std::function<bool(const ContainerGlance&)>& wanted) {
  TRY_ASSIGN(const auto glances, glance_at_project(engine, project));
  std::vector<Container> containers;
  for (const auto& glance : glances) {
    if (glance.labelled && !wanted(glance)) {
      containers.push_back(uninspected(glance, project));
      continue;
    }
    TRY_ASSIGN(auto container, inspect_container(engine, glance.id));
    if (container) containers.push_back(std::move(*container));
  }
  std::sort(containers.begin(), containers.end(), [](const Container& left, const Container& right) {
    return std::tie(left.service, left.number, left.created, left.id) <
           std::tie(right.service, right.number, right.created, right.id);
  });
  return containers;
}

}  // namespace slipway
