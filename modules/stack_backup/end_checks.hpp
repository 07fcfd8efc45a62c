// Who may end a record, and change one that has ended.
#pragma once

#include "release/store.hpp"
#include "stack_backup/stack_backup.hpp"

namespace slipway::stack_backup {

/// Refuses another project's record, one that another owner holds, to make an ended one deployed, and to
/// change the state of another owner's without break_lock.
Expected<void> check_may_end(const Release& existing, const Request& request);

/// Refuses while another owner holds the lock by another record: that one may be relying on this one.
Expected<void> check_nobody_else_works(const ReleaseFolder& folder, const Request& request);

/// Refuses when a later release has ended: what stands there now is what that one deployed.
Expected<void> check_is_newest(const ReleaseFolder& folder, const Release& existing);

}  // namespace slipway::stack_backup
