// stack_files: places the files that a stack does not have yet, all or none, and never touches one that it
// has.
#pragma once

#include <string>
#include <vector>

#include "ansible/module.hpp"
#include "stack/given_files.hpp"
#include "stack/release_step.hpp"
#include "system/files.hpp"

namespace slipway::stack_files {

struct Args {
  Path project_src;
  std::vector<GivenFile> files;
  std::optional<ReleaseClaim> release;
};

struct PlannedFile {
  WantedFile wanted;
  Path shown;            // as it is reported: below project_src as that was given
  Path target;           // where it is written, every link followed
  bool missing = false;  // apply takes it back when one has come there meanwhile
};

struct Plan {
  std::vector<PlannedFile> files;
  std::vector<Path> folders;  // to be made, outermost first; after apply: those that were
  std::vector<std::string> warnings;
};

/// Checks the entries, and looks which of the files are missing. Errors: a path that leaves the folder, a
/// content that is none, a place that can take no file, a link on the way to a missing file that leads out or
/// nowhere.
Expected<Plan> plan(const Args& args, System& system);

/// Makes the folders, writes every file beside its place, and then puts one after the other in place, where
/// still nothing stands. On an error it takes back what it has made.
Expected<void> apply(Plan& plan, System& system);

ansible::Result report(const Plan& plan);

ansible::Module<Args, StepPlan<Plan>> module();

/// Finds the place of each file, and the folders that are missing.
Expected<Plan> places_of(const std::vector<WantedFile>& wanted, const Path& project_src, Files& files);

}  // namespace slipway::stack_files
