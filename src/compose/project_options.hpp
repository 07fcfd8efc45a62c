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
};

/// Their lines in an option table.
std::vector<ansible::Option<ProjectOptions>> project_option_lines();

/// The stack that they name. Errors: no compose file, an empty name, a variable that is no plain value.
Expected<ComposeProject> project_from(const ProjectOptions& options);

}  // namespace slipway
