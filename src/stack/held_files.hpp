// The stack's files as they would be, in memory, for Compose to read.
#pragma once

#include <memory>

#include "changes/compose_config.hpp"
#include "stack/env_file_finder.hpp"
#include "stack/future_files.hpp"

namespace slipway {

struct HeldFiles {
  std::vector<std::unique_ptr<HeldText>> texts;  // they are there for as long as these are
  ComposeProject project;                        // with their paths as its files
  std::optional<Path> env_file;                  // nullopt: the one that stands there

  /// Arguments of `docker compose` for `project`, with that env file.
  std::vector<std::string> with_env_file(std::vector<std::string> arguments) const;
};

/// With a `.env` that would be another, every `env_file` of the compose files that leads to it leads to the
/// held one; Compose itself fills in the variables of such a path. Errors: a compose file that cannot be read
/// as YAML, a variable that Compose refuses, no memory.
Expected<HeldFiles> hold_files(const FutureFiles& files, const ComposeProject& project,
                               const ComposeConfig& compose, const EnvFileFinder& finder, System& system);

/// With the names that the reader knows in place of those that the texts are held under. `project`: of which
/// they were made.
std::string in_own_names(std::string text, const HeldFiles& held, const ComposeProject& project);

}  // namespace slipway
