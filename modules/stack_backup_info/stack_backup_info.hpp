// stack_backup_info: what releases there are.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ansible/module.hpp"
#include "release/history.hpp"
#include "release/steps.hpp"
#include "release/store.hpp"

namespace slipway::stack_backup_info {

struct Args {
  Path backups_path;
  std::optional<std::string> project_name;
  bool page = false;
};

struct Plan {
  Path backups_path;
  ReleaseFolder folder;                                        // without what the project filter leaves out
  std::map<std::string, ReleaseHistory> histories;             // by project
  std::map<std::string, std::vector<ReleaseStep>> open_steps;  // of releases that have not ended, by name
  std::vector<std::string> warnings;                           // about those
  std::chrono::system_clock::time_point now;                   // says for how long the lock has been held
  std::optional<std::string> project;                          // the one that `live` and `undo` speak of

  // For the page, when it is asked for; all by the release's name.
  bool with_page = false;
  std::string asked_project;                                   // empty: none
  std::map<std::string, std::vector<ReleaseStep>> page_steps;  // of releases that noted any
  std::map<std::string, ansible::Json> page_failures;          // failure.json
};

/// Reads the records. Errors: a folder that cannot be read.
Expected<Plan> plan(const Args& args, System& system);

ansible::Result report(const Plan& plan);

ansible::Module<Args, Plan> module();

/// The releases as a table for people, newest first, and in its last line who holds the lock, if anybody.
/// Without a line end behind it. A file of its own.
std::string release_table(const Plan& plan, const ReleaseHistory& history);

}  // namespace slipway::stack_backup_info
