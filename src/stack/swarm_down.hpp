// A stack that leaves its swarm.
#pragma once

#include "stack/take_down.hpp"

namespace slipway {

/// As plan_take_down(), for a project that is on a swarm: `containers` are its services.
Expected<TakeDown> plan_swarm_down(TakeDown plan, System& system);

/// `docker stack rm`, and waits until its tasks and networks have gone, so that the next deploy finds no half
/// of them. Errors: as of take_down(); they are still there when the time is over.
Expected<void> swarm_down(const TakeDown& plan, System& system);

}  // namespace slipway
