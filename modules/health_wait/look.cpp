#include "health_wait/look.hpp"

#include <algorithm>
#include <set>

#include "stack/excerpt.hpp"

namespace slipway::health_wait {
namespace {

constexpr std::chrono::seconds grace{2};  // for the answer to what was asked just before the time was over

void hide(Container& container, const std::vector<std::string>& mask) {
  container.error = masked(std::move(container.error), mask);
  for (auto& probe : container.probes) probe.output = masked(std::move(probe.output), mask);
}

}  // namespace

Expected<std::unique_ptr<Engine>> engine_of(const Plan& plan, System& system,
                                            std::chrono::steady_clock::time_point until) {
  Environment environment = plan.environment;
  environment.insert(system.environment.begin(), system.environment.end());
  return system.engines.at(
      plan.docker_host, environment,
      std::min(std::max(until, system.clock.steady()), Engines::any_time - grace) + grace);
}

Expected<std::vector<Container>> look_at_all(Engine& engine, const std::string& project,
                                             const std::vector<std::string>& mask) {
  TRY_ASSIGN(auto containers, project_containers(engine, project));
  for (auto& container : containers) hide(container, mask);
  return containers;
}

Expected<void> look_at_changes(Engine& engine, Plan& plan, Clock& clock) {
  TRY_ASSIGN(const auto glances, glance_at_project(engine, plan.project));
  std::set<std::string> ids;
  for (const auto& glance : glances) {
    ids.insert(glance.id);
    if (plan.watch->is_up_to_date(glance)) continue;
    TRY_ASSIGN(const auto container, look_at(engine, glance.id, plan.mask));
    if (container) plan.watch->see(*container, moment(clock));
  }
  plan.watch->keep_only(ids);
  return {};
}

Expected<std::optional<Container>> look_at(Engine& engine, const std::string& id,
                                           const std::vector<std::string>& mask) {
  TRY_ASSIGN(auto container, inspect_container(engine, id));
  if (container) hide(*container, mask);
  return container;
}

}  // namespace slipway::health_wait
