// stack_check: whether a deploy or a rollback can work at all, all that is wrong told at once.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ansible/module.hpp"
#include "compose/image_options.hpp"
#include "compose/project_options.hpp"
#include "env_file/options.hpp"
#include "health/http_answer.hpp"
#include "health/traffic_watch.hpp"
#include "proxy/settings.hpp"
#include "stack/given_files.hpp"
#include "stack/registries.hpp"
#include "stack_check/fleet.hpp"

namespace slipway::stack_check {

struct Args : ProjectOptions, env_file::Options {
  std::vector<ImageOption> images;
  std::optional<std::vector<std::string>> required_env;
  std::vector<GivenFile> new_files;
  std::vector<HttpCheck> http;
  ansible::Json limits = ansible::Json::object();
  ansible::Raw commands;               // that stack_run is to run
  long min_free_mb = 0;                // 0: the room is told only
  std::optional<long> health_timeout;  // seconds; nullopt: not looked at
  long stable_for = 0;                 // seconds
  std::vector<RegistryLogin> registries;
  long guard = 0;  // seconds; 0: none
  std::string strategy = "recreate";
  std::vector<ProxySettings> proxy;
  std::optional<WatchedPage> watch;
  std::optional<Fleet> fleet;
  std::string mode = "deploy";
  bool start_engine = false;
  std::string words = "module";
};

/// What is wrong, and what to do about it: two halves of one sentence.
struct Problem {
  std::string problem;
  std::string remedy;
};

struct Findings {
  std::vector<Problem> problems;
  std::vector<std::string> advice;    // fails nothing
  std::vector<std::string> warnings;  // what could not be looked at

  void add(std::string problem, std::string remedy) {
    problems.push_back({std::move(problem), std::move(remedy)});
  }
};

struct EngineFacts {
  std::string version;
  std::string api;
  std::string root;  // where it keeps its data
};

/// What all hosts of a release have in common.
struct FleetOrder {
  Batches batches;
  std::string time;  // 2025-10-31T02:35:04Z, of this host
};

struct Plan {
  Args args;                // to look again once the engine has been started
  Environment environment;  // of docker
  Findings findings;
  std::optional<EngineFacts> engine;  // nullopt: it does not answer
  std::string compose;                // its version; empty: there is none
  std::optional<long> free_mb;        // at the engine's data
  std::vector<Path> files;            // the compose files that the stack has
  bool needs_compose_file = false;    // without COMPOSE_FILE Compose would take others
  std::vector<std::string> secrets;   // not to be shown
  std::optional<FleetOrder> order;    // of the fleet; nullopt: none was given, or it is wrong
  bool starts_engine = false;         // its service is started, or would be
};

/// Looks at everything, and writes nothing. Never an error: what is wrong stands in the plan.
Expected<Plan> plan(const Args& args, System& system);

/// Starts the engine's service when that is to be, waits until it answers, and looks again.
Expected<void> apply(Plan& plan, System& system);

ansible::Result report(const Plan& plan);

ansible::Module<Args, Plan> module();

}  // namespace slipway::stack_check
