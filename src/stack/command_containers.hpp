// The containers of commands that stack_run runs in a stack: found by a label of their own, whoever left
// them.
#pragma once

#include <string>
#include <vector>

#include "system/engine.hpp"

namespace slipway {

inline constexpr const char* command_label = "slipway.command";  // its value is the project's name

/// Ends the containers of a project's commands, each with ten seconds to heed its stop signal, and removes
/// them. Returns the names of those that were there, also of one that went by itself meanwhile. Errors: the
/// engine cannot be asked, or refuses; the other containers are tried all the same.
Expected<std::vector<std::string>> remove_command_containers(Engine& engine, const std::string& project);

}  // namespace slipway
