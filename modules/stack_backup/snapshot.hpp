// The stack as it stands at this moment.
#pragma once

#include <string>
#include <vector>

#include "compose/command.hpp"
#include "release/containers.hpp"
#include "release/files.hpp"
#include "system/system.hpp"

namespace slipway::stack_backup {

struct Stack {
  ComposeProject project;     // with its name, once it is known
  std::vector<Path> include;  // files that belong to it beside the compose files
};

struct StackSnapshot {
  std::vector<StackFile> files;
  std::vector<RecordedFolder> folders;  // that they stand in
  RunningStack running;
  std::string
      config;  // docker-compose-config.yml; empty when the compose files are not all there, or refused
  std::vector<std::string> warnings;
};

/// Reads files, containers and configuration.
Expected<StackSnapshot> take_snapshot(const Stack& stack, System& system);

/// Reads files and containers.
Expected<StackSnapshot> snapshot_without_config(const Stack& stack, System& system);

/// Looks once more, under the lock: between the first look and that a whole other release may have run. The
/// configuration is asked for again only when a file has changed.
Expected<void> refresh_snapshot(StackSnapshot& snapshot, const Stack& stack, System& system);

/// The project's name as Compose finds it: its own word when it accepts the files, else the folder's name.
Expected<std::string> find_project_name(const ComposeProject& project, System& system);

}  // namespace slipway::stack_backup
