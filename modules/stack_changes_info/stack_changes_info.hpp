// stack_changes_info: which containers `docker compose up` would replace, and why, were the stack's files
// given another image and another env file; or what of the stack is no longer as its live release says.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ansible/module.hpp"
#include "changes/up_plan.hpp"
#include "compose/image_options.hpp"
#include "compose/project_options.hpp"
#include "env_file/env_file.hpp"
#include "proxy/settings.hpp"
#include "stack_changes_info/finding.hpp"
#include "swarm/forecast.hpp"

namespace slipway::stack_changes_info {

struct Args : ProjectOptions, env_file::Options {
  std::optional<std::string> image;
  std::optional<std::string> tag;
  std::optional<std::string> digest;
  std::vector<ImageOption> images;  // in place of the three above
  std::string pull = "missing";
  bool force_recreate = false;
  bool remove_orphans = false;
  std::string strategy = "recreate";  // these as of stack_up
  std::string one_shots = "run";
  std::vector<ProxySettings> proxy;
  std::optional<Path> backups_path;  // where the gap of the last release is looked up, and the live release
  std::string against = "files";     // or "release": then files, images and values are those of the live one
  bool fail_on_drift = false;
};

/// The stack against its live release.
struct Drift {
  std::optional<std::string> release;  // nullopt: none is live
  Path backups_path;
  std::string project;
  bool fails = false;  // when something is found
  Findings findings;
  std::vector<std::string> doubts;  // sentences
};

struct Plan {
  UpPlan up;
  std::vector<std::string> gaps;     // as of gap_warnings()
  std::string last_gap;              // as of last_gap_text()
  std::vector<std::string> secrets;  // not to be shown
  std::optional<Drift> drift{};      // nullopt: it was not asked for
};

/// Asks Compose and the engine, and writes nothing: what the files would be is held in memory. Errors: a file
/// that cannot be read or rendered, files that Compose refuses, an engine that does not answer.
Expected<Plan> plan(const Args& args, System& system);

ansible::Result report(const Plan& plan);

ansible::Module<Args, Plan> module();

}  // namespace slipway::stack_changes_info
