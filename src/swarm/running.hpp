// What a swarm says about a stack at the moment a record is made.
#pragma once

#include "release/containers.hpp"
#include "system/engine.hpp"

namespace slipway {

/// As running_stack(), of a stack in a swarm: each service with its image's digest, a hash of all that the
/// swarm was told of it, and the names of its secrets and configs. An engine that is in no swarm has none.
Expected<RunningStack> running_in_swarm(Engine& engine, const std::string& stack);

/// The hash that stands on record for a service.
std::string specification_hash(const std::string& spec);

/// The last lines that each task of the stack has written, under its name.
Expected<std::string> last_task_logs(Engine& engine, const std::string& stack, long lines);

}  // namespace slipway
