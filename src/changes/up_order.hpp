// In which order the services of a stack are brought up, when each is to be touched as late as possible.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "changes/service_changes.hpp"

namespace slipway {

struct UpOrder {
  std::vector<std::vector<std::string>> levels;  // the services to touch: a level depends on those before it
  std::optional<std::string> fallback;  // why it is done with one `docker compose up` instead: a sentence's
                                        // end; the levels then say in which order Compose starts what it does
};

/// Of the services that something happens to, in dependency order; those of one level do not depend on each
/// other, whatever stands between. A service that is removed is in no level. `together`: one call is asked
/// for. What cannot be done service by service: a network that Compose makes anew, since it stops and
/// disconnects the containers of all services on it (compose/v2, pkg/compose/create.go,
/// removeDivergedNetwork); a service with a `provider`, or `models`, which hand variables to their dependents
/// in the same call; a circle of dependencies.
UpOrder up_order(const UpForecast& forecast, const std::vector<ServiceChange>& changes, bool together);

/// The services that another one waits for to run to their end (`service_completed_successfully`).
std::set<std::string> one_shots(const ComposeModel& model);

}  // namespace slipway
