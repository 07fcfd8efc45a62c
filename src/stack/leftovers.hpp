// Containers that are in the way when a stack is brought up.
#pragma once

#include "stack/bring_up.hpp"

namespace slipway {

/// Removes what a run that was cut off has left: half-made containers, and those of commands; each is a
/// warning. Errors: an engine that refuses.
Expected<void> clear_away_leftovers(BringUp& bring_up, System& system);

}  // namespace slipway
