#include "stack/name_conflicts.hpp"

#include <algorithm>
#include <set>

namespace slipway {
namespace {

using Action = ServiceChange::Action;

/// Those that the service's containers do not have yet.
std::vector<std::string> new_names(const ServiceChange& change, const ServiceModel& service) {
  std::vector<std::string> names = change.created;
  const auto has = [](const auto& all, const std::string& one) {
    return std::find(all.begin(), all.end(), one) != all.end();
  };
  const std::string& own = service.container_name;
  if (change.action == Action::recreate && !own.empty() && !has(change.containers, own) && !has(names, own))
    names.push_back(own);
  return names;
}

std::string owner_of(const Container& container, const std::string& project) {
  if (container.project.empty()) return "a container that no Compose project made";
  if (container.project == project) return "service '" + container.service + "' of this project";
  return "project '" + container.project + "'";
}

}  // namespace

Expected<std::vector<std::string>> name_conflicts(const UpForecast& forecast,
                                                  const std::vector<ServiceChange>& changes,
                                                  const std::string& project, Engine& engine) {
  std::set<std::string> removed;
  for (const auto& change : changes)
    if (change.action == Action::remove) removed.insert(change.service);
  std::vector<std::string> sentences;
  for (const auto& change : changes) {
    const auto service = forecast.next.model.services.find(change.service);
    if (service == forecast.next.model.services.end()) continue;
    for (const auto& name : new_names(change, service->second)) {
      TRY_ASSIGN(const auto container, inspect_container(engine, name));
      // The engine takes the beginning of an id for a name, too.
      if (!container || container->name != name) continue;
      if (container->project == project && removed.count(container->service) != 0) continue;
      sentences.push_back("service " + change.service + " needs the container name '" + name + "', which " +
                          owner_of(*container, project) +
                          " has; remove or rename that container, or give the service another name");
    }
  }
  return sentences;
}

}  // namespace slipway
