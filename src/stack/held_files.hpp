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
};

/// With a `.env` that would be another, every `env_file` of the compose files that leads to it leads to the
/// held one; Compose itself fills in the variables of such a path. Errors: a compose file that cannot be read
/// as YAML, a variable that Compose refuses, no memory.
Expected<HeldFiles> hold_files(const FutureFiles& files, const ComposeProject& project,
                               const ComposeConfig& compose, const EnvFileFinder& finder, System& system);

}  // namespace slipway
