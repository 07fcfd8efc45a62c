// Looking at the engine on behalf of a wait.
#pragma once

#include <string>
#include <vector>

#include "health_wait/health_wait.hpp"
#include "stack/containers.hpp"
#include "stack/health.hpp"
#include "system/system.hpp"

namespace slipway::health_wait {

inline Moment moment(Clock& clock) {
  return {clock.steady(), clock.now()};
}

/// The engine of the plan's docker_host, or of DOCKER_HOST in `environment` or in our own.
Expected<std::unique_ptr<Engine>> engine_of(const Plan& plan, System& system);

/// The project's containers; what they put out has the strings of `mask` hidden before anything is cut from
/// it.
Expected<std::vector<Container>> look_at_all(Engine& engine, const std::string& project,
                                             const std::vector<std::string>& mask);

/// The same for one container; nullopt when it is gone.
Expected<std::optional<Container>> look_at(Engine& engine, const std::string& id,
                                           const std::vector<std::string>& mask);

}  // namespace slipway::health_wait
