// Waiting until a stack in a swarm is well, or cannot become so.
#pragma once

#include <optional>
#include <set>
#include <string>

#include "health/wait.hpp"
#include "swarm/convergence.hpp"

namespace slipway {

struct SwarmWait {
  HealthSettings health;  // `project` is the stack; of `limits` max_restarts counts, and of `services` all
  std::set<std::string> wanted;   // services that have to be there
  std::optional<SwarmPast> past;  // nullopt: as of the first look
};

/// Asks once, without waiting. Errors: this engine is no manager, or does not answer; options as of
/// prepare_wait().
Expected<HealthResult> look_at_swarm(const SwarmWait& wait, System& system);

/// Waits, driven by the engine's events, and by a look each second, since a swarm has no events for tasks. An
/// engine that goes away meanwhile is waited for. Errors: a stack without services, an engine that refuses.
Expected<HealthResult> wait_for_swarm(const SwarmWait& wait, System& system);

}  // namespace slipway
