// A stack on a swarm: `docker stack deploy`, and the wait until the swarm has made of it what the files say.
#pragma once

#include "stack/bring_up.hpp"

namespace slipway {

/// As plan_bring_up(), for a project that is on a swarm.
Expected<BringUp> plan_swarm_up(BringUpSettings settings, System& system);

/// As bring_up(), of such a plan. Secrets and configs are made first; of services that stay as they are
/// `docker stack deploy` touches nothing, and where nothing changes it is not called.
Expected<void> swarm_up(BringUp& plan, System& system);

}  // namespace slipway
