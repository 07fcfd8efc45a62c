// Containers that carry a project's label and are none of its release's.
#pragma once

#include "changes/service_changes.hpp"
#include "release/release.hpp"
#include "stack_changes_info/finding.hpp"

namespace slipway::stack_changes_info {

/// Of `docker compose run`, of a service that the release neither has nor had when it was deployed, of no
/// service at all, and those that a run of Compose has left half-made.
Findings foreign_containers(const UpForecast& forecast, const Release& record);

}  // namespace slipway::stack_changes_info
