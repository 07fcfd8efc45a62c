// The options that name a stack, as every module that runs `docker compose` has them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ansible/spec.hpp"
#include "compose/command.hpp"

namespace slipway {

struct ProjectOptions {
  Path project_src;
  std::vector<Path> files;
  std::optional<std::string> project_name;
  ansible::Json environment = ansible::Json::object();
  std::string engine = "compose";
};

/// Their lines in an option table.
std::vector<ansible::Option<ProjectOptions>> project_option_lines();

/// The line of the option `engine`, of which orchestrator_of() tells what it says.
template <class Args>
ansible::Option<Args> engine_option(std::string Args::*member) {
  return ansible::option("engine", member,
                         "what runs the stack: Docker Compose, or Docker Swarm by docker stack deploy")
      .choices({"compose", "swarm"})
      .default_to("compose");
}

inline Orchestrator orchestrator_of(const std::string& word) {
  return word == "swarm" ? Orchestrator::swarm : Orchestrator::compose;
}

/// The stack that they name. Errors: no compose file, an empty name, a variable that is no plain value.
Expected<ComposeProject> project_from(const ProjectOptions& options);

}  // namespace slipway
