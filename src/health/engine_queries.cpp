#include "health/engine_queries.hpp"

#include <algorithm>
#include <set>

#include "util/mask.hpp"

namespace slipway {
namespace {

void hide(Container& container, const std::vector<std::string>& mask) {
  container.error = masked(container.error, mask);
  for (auto& probe : container.probes) probe.output = masked_where_cut(probe.output, mask);
}

}  // namespace

Expected<std::unique_ptr<Engine>> engine_of(const HealthSettings& settings, System& system,
                                            std::chrono::steady_clock::time_point until) {
  Environment environment = settings.environment;
  environment.insert(system.environment.begin(), system.environment.end());
  return system.engines.at(settings.docker_host, environment, until);
}

Expected<std::vector<Container>> read_containers(Engine& engine, const std::string& project,
                                                 const HealthRules& rules,
                                                 const std::vector<std::string>& mask) {
  const auto counts = [&](const ListedContainer& listed) {
    return rules.counts(listed.id, listed.service, listed.one_off);
  };
  TRY_ASSIGN(auto containers, project_containers(engine, project, counts));
  for (auto& container : containers) hide(container, mask);
  return containers;
}

Expected<std::optional<Container>> read_container(Engine& engine, const std::string& id,
                                                  const std::string& project,
                                                  const std::vector<std::string>& mask) {
  TRY_ASSIGN(auto container, inspect_container(engine, id));
  if (!container || container->project != project) return std::nullopt;
  hide(*container, mask);
  return container;
}

Expected<void> read_changes(Engine& engine, HealthWait& wait, Clock& clock) {
  const std::string& project = wait.result.project;
  TRY_ASSIGN(const auto list, listed_containers(engine, project));
  const Moment now = moment(clock);
  std::set<std::string> ids;
  for (const auto& listed : list) {
    ids.insert(listed.id);
    if (wait.watch->is_up_to_date(listed, now)) continue;
    TRY_ASSIGN(const auto container, read_container(engine, listed.id, project, wait.settings.mask));
    if (container) wait.watch->see(*container, now);
  }
  wait.watch->keep_only(ids);
  return {};
}

}  // namespace slipway
