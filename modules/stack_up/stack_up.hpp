// stack_up: from what runs to what the files say, and until the stack is well.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ansible/module.hpp"
#include "compose/project_options.hpp"
#include "env_file/hidden_texts.hpp"
#include "stack/bring_up_options.hpp"
#include "stack/release_step.hpp"
#include "stack/take_down.hpp"

namespace slipway::stack_up {

struct Args : ProjectOptions, BringUpOptions, env_file::MaskOptions {
  std::string state = "present";
  std::string one_shots = "run";
  bool force_recreate = false;
  bool remove_orphans = false;
  std::optional<ReleaseClaim> release;
  std::string words = "module";
};

struct Plan {
  std::vector<std::string> hidden;
  std::optional<BringUp> bring_up;    // state present
  std::optional<TakeDown> take_down;  // state absent
  // Engine down, files or image not there yet: an error of the run, not of the look. A dry run must not fail
  // for want of what a real one would have made.
  std::optional<Error> obstacle;
  bool applied = false;
};

/// Asks what is to be done. Errors: options that make no sense, env files that cannot be read.
Expected<Plan> plan(const Args& args, System& system);

/// Does it. Errors: the plan's obstacle, an engine or a Compose that cannot be asked.
Expected<void> apply(Plan& plan, System& system);

ansible::Result report(const Plan& plan);

ansible::Module<Args, StepPlan<Plan>> module();

}  // namespace slipway::stack_up
