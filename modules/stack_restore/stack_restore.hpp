// stack_restore: brings the files of a recorded release back.
#pragma once

#include <string>
#include <vector>

#include "ansible/module.hpp"
#include "release/files.hpp"
#include "release/release.hpp"
#include "release/store.hpp"

namespace slipway::stack_restore {

struct Args {
  Path project_src;
  std::vector<Path> files;
  Path backups_path;
  std::string name;
  std::string to = "deployed";
};

/// A file of the stack that is not as recorded.
struct Change {
  Path target;
  StackFile now;
  StackFile then;
  bool is_compose_file = false;
};

struct Plan {
  std::string release;
  std::vector<ReleaseImage> images;
  std::vector<std::string> compose_files;  // with which that set of files ran
  std::vector<Change> changes;
  std::vector<Change> links;  // lead nowhere now, and to a file that comes back
  std::vector<std::string> warnings;
};

/// Reads the record, verifies every checksum, and compares with the stack. Errors: no such release, one that
/// was never deployed, a record that does not match its checksums, a file of the stack that cannot be read.
Expected<Plan> plan(const Args& args, System& system);

/// Stages every file before the first one is put in place, then removes those that were not there.
Expected<void> apply(Plan& plan, System& system);

ansible::Result report(const Plan& plan);

ansible::Module<Args, Plan> module();

// The parts of it: each a file.

/// The release of this name. Errors name those that there are. `folder`: what `backups_path` holds.
Expected<Release> find_recorded(const ReleaseFolder& folder, const Path& backups_path,
                                const std::string& name);

/// The compose files with which the set ran: the release's own, or those of the one that was live before it
/// as far as that is still on record. Without those that the set records as absent.
std::vector<std::string> compose_files_of(const ReleaseFolder& folder, const Release& release, FileSet set);

/// One set of its files, with their contents from the record. Refused whole when any of them is not as the
/// manifest says.
Expected<std::vector<StackFile>> recorded_files(Files& files, const Path& record,
                                                const std::vector<RecordedFile>& recorded);

/// What of the stack is not as recorded.
struct Comparison {
  std::vector<Change> changes;
  std::vector<Change> links;  // as of Plan
};

/// Refuses a link that leads nowhere and has nothing on record to lead to, and two files that are one now.
Expected<Comparison> compare(const std::vector<StackFile>& recorded, const Path& project_src,
                             const std::vector<std::string>& compose_files, Files& files);

/// Whether the links lead to what is on record, now that their targets are back.
Expected<void> check_links(const std::vector<Change>& links, Files& files);

/// What may be shown of a change: compose files as they are, env files with masked values, of others nothing.
ansible::Diff diff_of(const Change& change);

}  // namespace slipway::stack_restore
