// What of a stack on a swarm is no longer as its release left it.
#pragma once

#include "compose/command.hpp"
#include "release/release.hpp"
#include "stack_changes_info/finding.hpp"
#include "system/system.hpp"

namespace slipway::stack_changes_info {

/// Compares the services with what the release noted when it was deployed: a service that is missing, one
/// that is told something else by now, one that came since. And the files, as file_drift() does. Errors: this
/// engine is no manager.
Expected<void> look_at_swarm(const Release& record, const ComposeProject& project, Findings& findings,
                             System& system);

}  // namespace slipway::stack_changes_info
