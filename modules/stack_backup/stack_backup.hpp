// stack_backup: the record of a release, from its start to its end.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ansible/module.hpp"
#include "compose/project_options.hpp"
#include "env_file/hidden_texts.hpp"
#include "release/lock.hpp"
#include "release/release.hpp"
#include "release/start.hpp"
#include "release/store.hpp"
#include "stack/bring_up_options.hpp"
#include "stack/guard.hpp"
#include "stack_backup/snapshot.hpp"

namespace slipway::stack_backup {

struct Args : BringUpOptions, env_file::MaskOptions {  // for the guard
  Path project_src;
  std::vector<Path> files;
  std::optional<std::string> project_name;
  Path backups_path;
  std::string name;
  std::string state = "started";
  std::string kind = "deploy";
  std::optional<std::string> restores;
  std::string restores_to = "deployed";
  std::vector<Path> include;
  ansible::Json metadata = ansible::Json::object();
  std::optional<std::string> owner;
  bool break_lock = false;
  long lock_timeout = 3600;
  ansible::Json environment = ansible::Json::object();
  std::string engine = "compose";
  long guard = 0;  // seconds; 0: none
  std::string words = "module";
};

/// What the options say, checked.
struct Request {
  Stack stack;
  Path backups_path;
  std::string name;
  std::string timestamp;  // the name as it was given
  ReleaseState state = ReleaseState::started;
  ReleaseKind kind = ReleaseKind::deploy;
  std::optional<std::string> restores;
  bool restores_auto = false;  // whatever a rollback without a name undoes
  FileSet restores_to = FileSet::deployed;
  Metadata metadata;
  std::string user;
  std::string host;
  LockRequest lock;
  std::optional<GuardSettings> guard;
};

enum class Step {
  nothing,    // the record says so already
  create,     // a record that is not there yet
  update,     // one that is
  previewed,  // the end of a record that only a real run would have made
};

struct Plan {
  Request request;
  ReleaseFolder folder;                   // the records as they were read last
  std::optional<StackSnapshot> snapshot;  // taken when it is first needed, and only once
  Step step = Step::nothing;
  bool quiet = false;                   // what is written is the lock alone, which is no change
  Release release;                      // as its manifest will be
  std::vector<Release> ended;           // others that are taken over, as their manifests will be
  std::vector<std::string> taken_over;  // the releases whose lock this call takes from others
  std::vector<RecordContent> contents;
  std::optional<NothingToUndo> nothing;  // in place of a release
  std::vector<std::string> warnings;     // about the records
  std::vector<std::string> leftovers;    // what is in the record, if there, and its manifest does not know of
  bool resumed = false;
  bool number_noted = true;  // the folder's file of numbers knows this one
};

/// Reads the stack and the records and decides. Errors: a name, owner or state that does not fit the records,
/// a file of the stack that cannot be read, an engine that does not answer.
Expected<Plan> plan(const Args& args, System& system);

/// Takes the lock, decides again by what the records say now, and writes. Leaves the guard behind, when one
/// is asked for.
Expected<void> apply(Plan& plan, System& system);

ansible::Result report(const Plan& plan);

ansible::Module<Args, Plan> module();

// The parts of it: each a file.

/// From the options to the request.
Expected<Request> request_from(const Args& args, System& system);

/// The guard that the options ask for; nullopt: none. Errors: seconds that make no sense, a state other than
/// started, a host on which it would not stay.
Expected<std::optional<GuardSettings>> guard_from(const Args& args, const Request& request, System& system);

/// state=started.
Expected<void> decide_start(Plan& plan, const ReleaseFolder& folder, System& system);

/// The other states.
Expected<void> decide_end(Plan& plan, const ReleaseFolder& folder, System& system);

}  // namespace slipway::stack_backup
