// health_wait: returns the moment the stack is healthy, or the moment it cannot become so.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ansible/module.hpp"
#include "stack/health.hpp"

namespace slipway::health_wait {

struct Args {
  std::optional<std::string> project_name;
  std::optional<Path> project_src;
  std::vector<Path> files;
  std::vector<std::string> services;
  long timeout = 120;  // seconds
  std::string without_healthcheck = "running";
  long max_restarts = 2;
  long log_lines = 20;
  std::vector<std::string> mask;
  std::string docker_host;
  ansible::Json environment = ansible::Json::object();
};

/// What a container wrote last, or why that cannot be read.
struct LogTail {
  std::vector<std::string> lines;
  std::string problem;
};

struct Plan {
  // From the options.
  std::string project;
  std::string docker_host;
  Environment environment;
  long timeout = 0;
  long log_lines = 0;
  std::vector<std::string> mask;

  // The first look. An obstacle (engine down, files not there yet) is an error of the wait, not of the look:
  // in check mode a run must not fail for want of what a real one would have made.
  std::optional<Error> obstacle;
  std::optional<HealthWatch> watch;
  Verdict verdict;

  // What the wait found.
  bool waited_for = false;
  double waited = 0;                    // seconds
  std::map<std::string, LogTail> logs;  // by container id, of those that are not ready
};

/// Looks once. Errors: options that contradict each other, an address that is no Unix socket.
Expected<Plan> plan(const Args& args, System& system);

/// Waits. Errors: the plan's obstacle, a project without containers, an engine that goes away.
Expected<void> apply(Plan& plan, System& system);

ansible::Result report(const Plan& plan);

ansible::Module<Args, Plan> module();

}  // namespace slipway::health_wait
