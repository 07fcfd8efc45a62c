// Whether a guard would outlive the connection that leaves it behind.
#pragma once

#include "system/system.hpp"

namespace slipway {

/// Errors: fewer seconds than `shortest_silence`, but for 0 (none), or more than `longest_wait`.
Expected<void> check_guard_seconds(long seconds);

/// Errors, with what to do: systemd ends what a user leaves behind when his session ends (logind.conf,
/// KillUserProcesses, KillOnlyUsers, KillExcludeUsers), and this process belongs to such a session.
Expected<void> check_guard_stays(System& system);

}  // namespace slipway
