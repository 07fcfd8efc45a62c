// What is done to a stack, and in which order, when each service is to be touched as late as possible.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "changes/replacement.hpp"

namespace slipway {

struct UpPlan {
  std::vector<ServiceChange> changes;            // as of service_changes()
  std::vector<std::vector<std::string>> levels;  // the services to touch, in the order of their dependencies
  std::optional<std::string> fallback;  // why it is one `docker compose up` instead of level by level
  std::map<std::string, Replacement> replacements;  // of the services that are replaced, when rolling
};

/// - A level holds services that do not depend on one another, whatever stands between. One that is removed
/// is
///   in no level.
/// - A container that a cut-off run left half-made is recreated under its own name, when it alone stands for
///   its place.
/// - `run_one_shots` off: a service that others wait for to end is not started for its own sake.
/// - `together`: one call is asked for. What else cannot be done service by service: a network that Compose
///   recreates, since it stops and disconnects the containers of all services on it (compose/v2,
///   pkg/compose/create.go, removeDivergedNetwork); a service with a `provider` or `models`, whose variables
///   their dependents get in the same call; a circle of dependencies.
UpPlan up_plan(const UpForecast& forecast, bool together, bool run_one_shots);

/// The services that another one waits for to run to their end (`service_completed_successfully`).
std::set<std::string> one_shots(const ComposeModel& model);

/// Whether a change is none.
inline bool touches_nothing(const ServiceChange& change) {
  return change.action == ServiceChange::Action::keep;
}

}  // namespace slipway
