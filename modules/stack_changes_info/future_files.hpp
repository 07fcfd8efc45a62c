// The stack's files as they would be.
#pragma once

#include "stack_changes_info/stack_changes_info.hpp"

namespace slipway::stack_changes_info {

struct FutureFiles {
  std::vector<std::string> compose_files;  // in the order of the option
  std::optional<std::string> env_file;     // nullopt: as it stands there, if it does
  std::vector<std::string> secrets;        // not to be shown
};

/// Where Compose reads variables from.
Path env_file_of(const Args& args);

/// Renders and rewrites in memory. An image that no service uses changes nothing: to say so is the task of
/// the module that rewrites. Errors: a compose file that cannot be read or understood, options that do not go
/// together, and those of env_file::render.
Expected<FutureFiles> future_files(const Args& args, System& system);

}  // namespace slipway::stack_changes_info
