// Looking at the engine on behalf of a wait.
#pragma once

#include <string>
#include <vector>

#include "engine/containers.hpp"
#include "health/watch.hpp"
#include "health_wait/health_wait.hpp"
#include "system/system.hpp"

namespace slipway::health_wait {

inline Moment moment(Clock& clock) {
  return {clock.steady(), clock.now()};
}

/// The engine of the plan's docker_host, or of DOCKER_HOST in `environment` or in our own; it has to answer
/// by `until`.
Expected<std::unique_ptr<Engine>> engine_of(const Plan& plan, System& system,
                                            std::chrono::steady_clock::time_point until);

/// The project's containers; what they put out has the strings of the plan's mask hidden before anything is
/// cut from it. Those that do not count by `rules` are not inspected, and have no more than the list says.
Expected<std::vector<Container>> look_at_all(Engine& engine, const Plan& plan, const HealthRules& rules);

/// Shows the plan's watch what has changed: only containers of which the engine's list says something new are
/// inspected.
Expected<void> look_at_changes(Engine& engine, Plan& plan, Clock& clock);

/// One container, with the strings of the plan's mask hidden; nullopt when the project has it no longer.
Expected<std::optional<Container>> look_at(Engine& engine, const std::string& id, const Plan& plan);

}  // namespace slipway::health_wait
