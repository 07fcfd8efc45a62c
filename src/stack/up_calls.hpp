// How `docker compose` is called to bring services up.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "stack/bring_up.hpp"

namespace slipway {

/// The arguments of one call.
using ComposeArguments = std::vector<std::string>;

/// The calls, in their order, that bring the services of one level up, when all that they depend on is there.
/// A service that depends on others is made by `up --no-start`, and then started by
/// `up --no-deps --no-recreate`: `--no-deps` alone would leave its dependencies out of its labels and, before
/// 2.29.3, out of its hash, so that the next `up` would recreate it (compose-go, WithSelectedServices); `up`
/// without it would wait for the engine's own probes.
std::vector<ComposeArguments> calls_for_level(const BringUp& bring_up,
                                              const std::vector<const BringUpService*>& level);

/// The calls that start more containers of a service beside those that it has, until there are `total`. What
/// is there stays as it is, changed or not. `others`: services that have so many containers in the middle of
/// their own change, since Compose takes a surplus away from whatever the service depends on.
std::vector<ComposeArguments> calls_to_add(const std::string& service, long total,
                                           const std::map<std::string, long>& others = {});

/// The calls that bring the whole stack up at once. More than one where services are made and not started.
std::vector<ComposeArguments> calls_for_all(const BringUp& bring_up);

/// The call that removes what no compose file has, before anything else: it may hold a name or a port that is
/// needed, and Compose begins with it, too.
ComposeArguments call_for_orphans(const BringUp& bring_up);

}  // namespace slipway
