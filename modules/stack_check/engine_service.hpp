// The engine as a service of this host, which can be started.
#pragma once

#include "system/system.hpp"

namespace slipway::stack_check {

/// Whether the engine that does not answer, for `reason`, may be the service `docker` that does not run: it
/// is asked at Docker's own socket, and nobody listens there.
bool has_own_service(const Environment& environment, const Error& reason);

/// Starts it with systemd, or without, and waits until its socket is there to answer, up to half a minute.
/// Errors: there is no such service, or it does not start, in the words of what was run.
Expected<void> start_engine_service(const Environment& environment, System& system);

}  // namespace slipway::stack_check
