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

ListedContainer entry_of(const json& entry) {
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

Container uninspected(const ListedContainer& listed, const std::string& project) {
  Container container;
  container.id = listed.id;
  container.name = listed.name;
  container.project = project;
  container.service = listed.service;
  container.depends_on = listed.depends_on;
  container.one_off = listed.one_off;
  container.status = listed.status;
  return container;
}

}  // namespace

std::vector<ListedContainer> listed_from(const json& list) {
  std::vector<ListedContainer> listed;
  for (const auto& entry : list) listed.push_back(entry_of(entry));
  return listed;
}

Expected<std::vector<ListedContainer>> listed_containers(Engine& engine, const std::string& project) {
  TRY_ASSIGN(const json list, list_project_containers(engine, project));
  return listed_from(list);
}

Expected<std::vector<Container>> project_containers(
    Engine& engine, const std::string& project, const std::function<bool(const ListedContainer&)>& wanted) {
  TRY_ASSIGN(const auto all, listed_containers(engine, project));
  std::vector<Container> containers;
  for (const auto& listed : all) {
    if (listed.labelled && !wanted(listed)) {
      containers.push_back(uninspected(listed, project));
      continue;
    }
    TRY_ASSIGN(auto container, inspect_container(engine, listed.id));
    if (container) containers.push_back(std::move(*container));
  }
  std::sort(containers.begin(), containers.end(), [](const Container& left, const Container& right) {
    return std::tie(left.service, left.number, left.created, left.id) <
           std::tie(right.service, right.number, right.created, right.id);
  });
  return containers;
}

Expected<std::vector<Container>> service_containers(Engine& engine, const std::string& project,
                                                    const std::string& service) {
  const auto is_of_service = [&](const ListedContainer& listed) { return listed.service == service; };
  TRY_ASSIGN(auto containers, project_containers(engine, project, is_of_service));
  std::erase_if(containers, [&](const Container& container) {
    return container.service != service || container.one_off;
  });
  return containers;
}

}  // namespace slipway
