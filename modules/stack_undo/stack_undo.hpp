// stack_undo: puts back what a release did to a stack, and ends its record.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ansible/module.hpp"
#include "compose/project_options.hpp"
#include "env_file/hidden_texts.hpp"
#include "stack/bring_up_options.hpp"
#include "stack/registries.hpp"
#include "stack/undo.hpp"

namespace slipway::stack_undo {

struct Args : ProjectOptions, BringUpOptions, env_file::MaskOptions {
  Path backups_path;
  std::string release;
  std::string kind = "deploy";
  std::optional<std::string> owner;
  bool break_lock = false;
  long lock_timeout = 3600;  // seconds
  std::string cause;
  long engine_timeout = 60;  // seconds
  bool keep_failed_first = false;
  bool remove_orphans = true;
  std::string words = "module";
};

struct Plan {
  Undo undo;
  std::string name;  // of the release that was asked for; empty: `interrupted`
  ReleaseKind kind = ReleaseKind::deploy;
  bool done = false;  // apply has run
};

/// Chooses what is to be undone. Errors: options that make no sense; without a cause also records that cannot
/// be read: with one it stands in the report instead.
Expected<Plan> plan(const Args& args, System& system);

/// In check mode, in place of the undoing: what would come back.
void preview(Plan& plan, System& system);

/// Undoes it. What goes wrong stands in the plan.
Expected<void> apply(Plan& plan, System& system);

ansible::Result report(const Plan& plan);

ansible::Module<Args, Plan> module();

}  // namespace slipway::stack_undo
