// backup_prune: removes the release records that are not worth keeping.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ansible/module.hpp"
#include "stack/release_store.hpp"
#include "stack/retention.hpp"

namespace slipway::backup_prune {

struct Args {
  Path path;
  std::optional<std::string> project_name;
  long keep_last = 5;
  long keep_failed = 3;
  std::vector<std::string> protect;
};

struct Plan {
  Path path;
  std::optional<std::string> project_name;
  RetentionPolicy policy;
  std::vector<RetentionVerdict> kept;  // newest first
  std::vector<std::string> removed;    // oldest first
  std::vector<OtherEntry> ignored;
  bool unfinished_removal = false;  // an earlier run has hidden a record that it could not remove
};

/// Reads the records and decides. Errors: a folder or manifest that cannot be read, a negative number.
Expected<Plan> plan(const Args& args, System& system);

/// Takes the lock, decides again by what is there now, and removes, oldest first.
Expected<void> apply(Plan& plan, System& system);

ansible::Result report(const Plan& plan);

ansible::Module<Args, Plan> module();

}  // namespace slipway::backup_prune
