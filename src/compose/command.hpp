// How this project runs `docker compose`: always the same files, folder, project name and a clean
// environment.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "system/files.hpp"
#include "system/process.hpp"

namespace slipway {

/// What runs a stack.
enum class Orchestrator {
  compose,  // Docker Compose, on one server
  swarm     // Docker Swarm, by `docker stack deploy`
};

/// A stack as the command line of Compose names it.
struct ComposeProject {
  Path project_src;                 // its folder, absolute: where `.env` is read and relative files stand
  std::vector<Path> files;          // in the order of `-f`; relative ones stand under project_src
  std::optional<std::string> name;  // `-p`; not given: Compose finds it itself
  Environment extra;                // variables for Compose beside those that are kept
  Orchestrator orchestrator = Orchestrator::compose;

  bool is_on_swarm() const { return orchestrator == Orchestrator::swarm; }
};

/// What a child process of ours may see of `own`: PATH, HOME, DOCKER_*, the proxy variables, and all of
/// `extra`. A variable of the process environment beats `.env`, so nothing else may slip in.
Environment compose_environment(const Environment& own, const Environment& extra);

/// `docker compose --project-directory SRC -f … [-p NAME] ARGUMENTS`, run in project_src.
Command compose_command(const ComposeProject& project, const Environment& own,
                        std::vector<std::string> arguments);

/// The name that Compose gives a project whose files name none (compose-go, NormalizeProjectName): the
/// folder's own name in lower case, with only letters, digits, `-` and `_`, and beginning with a letter or
/// digit. Empty when nothing is left.
std::string default_project_name(const Path& project_src);

}  // namespace slipway
