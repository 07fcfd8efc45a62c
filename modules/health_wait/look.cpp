#include "health_wait/look.hpp"

#include "stack/excerpt.hpp"

namespace slipway::health_wait {
namespace {

void hide(Container& container, const std::vector<std::string>& mask) {
  container.error = masked(std::move(container.error), mask);
  for (auto& probe : container.probes) probe.output = masked(std::move(probe.output), mask);
}

}  // namespace

Expected<std::unique_ptr<Engine>> engine_of(const Plan& plan, System& system) {
  Environment environment = plan.environment;
  environment.insert(system.environment.begin(), system.environment.end());
  return system.engines.at(plan.docker_host, environment);
}

Expected<std::vector<Container>> look_at_all(Engine& engine, const std::string& project,
                                             const std::vector<std::string>& mask) {
  TRY_ASSIGN(auto containers, project_containers(engine, project));
  for (auto& container : containers) hide(container, mask);
  return containers;
}

Expected<std::optional<Container>> look_at(Engine& engine, const std::string& id,
                                           const std::vector<std::string>& mask) {
  TRY_ASSIGN(auto container, inspect_container(engine, id));
  if (container) hide(*container, mask);
  return container;
}

}  // namespace slipway::health_wait
