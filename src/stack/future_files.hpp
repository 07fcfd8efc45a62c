// The stack's files as they would be.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compose/command.hpp"
#include "compose/rewrite.hpp"
#include "env_file/env_file.hpp"
#include "system/system.hpp"

namespace slipway {

struct FutureFiles {
  std::vector<std::string> compose_files;  // in the order of the option
  std::optional<std::string> env_file;     // nullopt: as it stands there, if it does
  std::vector<std::string> secrets;        // not to be shown
};

/// Where Compose reads variables from.
Path env_file_of(const ComposeProject& project);

/// Renders and rewrites in memory. An image that no service uses changes nothing: to say so is the task of
/// the module that rewrites. Errors: a compose file that cannot be read or understood, and those of
/// env_file::render.
Expected<FutureFiles> future_files(const ComposeProject& project, const std::vector<ImageChange>& images,
                                   const env_file::Options& env, System& system);

}  // namespace slipway
