// What a wait asks the engine.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "health/wait.hpp"

namespace slipway {

inline Moment moment(Clock& clock) {
  return {clock.steady(), clock.now()};
}

/// The engine of the settings' docker_host, or of DOCKER_HOST in their environment or in our own; it has to
/// answer by `until`.
Expected<std::unique_ptr<Engine>> engine_of(const HealthSettings& settings, System& system,
                                            std::chrono::steady_clock::time_point until);

/// The project's containers; what they put out has the strings of `mask` hidden before anything is cut from
/// it. Those that do not count by `rules` are not inspected, and have no more than the list says.
Expected<std::vector<Container>> read_containers(Engine& engine, const std::string& project,
                                                 const HealthRules& rules,
                                                 const std::vector<std::string>& mask);

/// One container, with the strings of `mask` hidden; nullopt when the project has it no longer.
Expected<std::optional<Container>> read_container(Engine& engine, const std::string& id,
                                                  const std::string& project,
                                                  const std::vector<std::string>& mask);

/// Shows the wait's watch what has changed: only containers of which the engine's list says something new are
/// inspected.
Expected<void> read_changes(Engine& engine, HealthWait& wait, Clock& clock);

}  // namespace slipway
