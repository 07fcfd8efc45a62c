// health_wait: returns the moment the stack is healthy, or the moment it cannot become so.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ansible/module.hpp"
#include "compose/project_options.hpp"
#include "env_file/hidden_texts.hpp"
#include "health/options.hpp"
#include "health/wait.hpp"
#include "swarm/wait.hpp"

namespace slipway::health_wait {

struct Args : HealthOptions, env_file::MaskOptions {
  std::optional<std::string> project_name;
  std::optional<Path> project_src;
  std::vector<Path> files;
  std::vector<std::string> services;
  std::string docker_host;
  ansible::Json environment = ansible::Json::object();
  std::string engine = "compose";
  std::string words = "module";
};

struct Plan {
  HealthWait wait;
  std::optional<SwarmWait> swarm;   // in place of it, but for its result and settings
  std::optional<WatchedPage> page;  // that is watched meanwhile
  std::optional<Traffic> traffic;   // what was counted, after apply()
  // Engine down, files not there yet: an error of the wait, not of the first look. In check mode a run must
  // not fail for want of what a real one would have made.
  std::optional<Error> obstacle;
};

/// Looks once. Errors: options that contradict each other, an address that is no Unix socket.
Expected<Plan> plan(const Args& args, System& system);

/// In check mode, in place of the wait: tries the http checks once.
void preview(Plan& plan, System& system);

/// Waits. Errors: the plan's obstacle, those of wait_until_healthy().
Expected<void> apply(Plan& plan, System& system);

ansible::Result report(const Plan& plan);

ansible::Module<Args, Plan> module();

}  // namespace slipway::health_wait
