// The last lines of a stack's containers, kept on record before the containers go.
#pragma once

#include <string>
#include <vector>

#include "compose/command.hpp"
#include "engine/containers.hpp"

namespace slipway {

constexpr const char* logs_file = "container_logs.txt";

/// What each container of the project last wrote, up to `lines` lines, below a line with its name as `tail`
/// prints it for several files. One whose log cannot be read has the reason in its place. Nothing in it is
/// masked. Errors: the engine does not list the containers.
Expected<std::string> last_logs(Engine& engine, const ComposeProject& project, long lines);

}  // namespace slipway
