// The wait itself, driven by the engine's events.
#pragma once

#include "health_wait/health_wait.hpp"

namespace slipway::health_wait {

/// Until the plan's verdict is final, the stack has been healthy for long enough, or the timeout is over; the
/// plan then says which. An engine that goes away meanwhile is waited for, with pauses that grow to two
/// seconds. Errors: an engine that refuses, something that is no engine.
Expected<void> wait_until_over(Plan& plan, System& system);

}  // namespace slipway::health_wait
