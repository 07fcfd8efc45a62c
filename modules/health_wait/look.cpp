#include "health_wait/look.hpp"

#include <algorithm>
#include <set>

#include "util/mask.hpp"

namespace slipway::health_wait {
namespace {

void hide(Container& container, const std::vector<std::string>& mask) {
  container.error = masked(container.error, mask);
  for (auto& probe : container.probes) probe.output = masked_where_cut(probe.output, mask);
}

}  // namespace

Expected<std::unique_ptr<Engine>> engine_of(const Plan& plan, System& system,
                                            std::chrono::steady_clock::time_point until) {
  Environment environment = plan.environment;
  environment.insert(system.environment.begin(), system.environment.end());
  return system.engines.at(plan.docker_host, environment, until);
}

Expected<std::vector<Container>> look_at_all(Engine& engine, const Plan& plan, const HealthRules& rules) {
  const auto counts = [&](const ListedContainer& listed) {
    return rules.counts(listed.service, listed.one_off);
  };
  TRY_ASSIGN(auto containers, project_containers(engine, plan.project, counts));
  for (auto& container : containers) hide(container, plan.mask);
  return containers;
}

Expected<void> look_at_changes(Engine& engine, Plan& plan, Clock& clock) {
  TRY_ASSIGN(const auto list, listed_containers(engine, plan.project));
  const Moment now = moment(clock);
  std::set<std::string> ids;
  for (const auto& listed : list) {
    ids.insert(listed.id);
    if (plan.watch->is_up_to_date(listed, now)) continue;
    TRY_ASSIGN(const auto container, look_at(engine, listed.id, plan));
    if (container) plan.watch->see(*container, now);
  }
  plan.watch->keep_only(ids);
  return {};
}

Expected<std::optional<Container>> look_at(Engine& engine, const std::string& id, const Plan& plan) {
  TRY_ASSIGN(auto container, inspect_container(engine, id));
  if (!container || container->project != plan.project) return std::nullopt;
  hide(*container, plan.mask);
  return container;
}

}  // namespace slipway::health_wait
