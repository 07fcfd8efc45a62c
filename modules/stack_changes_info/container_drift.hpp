// The containers of a project against what the release's files and its record say of them.
#pragma once

#include "changes/service_changes.hpp"
#include "release/release.hpp"
#include "stack_changes_info/finding.hpp"

namespace slipway::stack_changes_info {

/// `forecast`: of `up` with the files of the release, whose `now` are those that stand there. By service:
/// - none, too few or too many containers; a service that had none when it was deployed may have none.
/// - each container that does not run, unless it ended well before the release was recorded or others wait
///   for it to end; that is another image or another configuration than recorded, and not what the release's
///   files make; that has another restart policy, other networks or another name than they say.
/// Then those that are none of the release's: of `docker compose run`, of services that it does not have, of
/// nobody's, and half-made ones.
Findings container_drift(const UpForecast& forecast, const Release& record);

}  // namespace slipway::stack_changes_info
