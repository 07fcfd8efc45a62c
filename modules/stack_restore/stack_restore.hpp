// stack_restore: brings the files of a recorded release back.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ansible/module.hpp"
#include "release/files.hpp"
#include "release/release.hpp"
#include "release/store.hpp"
#include "system/file_operations.hpp"

namespace slipway::stack_restore {

struct Args {
  Path project_src;
  std::vector<Path> files;
  Path backups_path;
  std::string name;
  std::string to = "deployed";
  std::optional<std::string> project_name{};
};

/// A file of the stack that is not as recorded.
struct Change {
  Path target;
  StackFile now;
  StackFile then;
  bool is_compose_file = false;
};

/// A folder to be made, with mode and owner as recorded; without a record of it 0755 and this user's own.
struct MissingFolder {
  Path path;
  FileAttributes attributes;
};

struct Plan {
  std::string release;
  std::vector<ReleaseImage> images;
  std::vector<std::string> compose_files;  // with which that set of files ran
  std::vector<Change> changes;
  std::vector<MissingFolder> folders;  // that the files need, outermost first
  std::vector<std::string> warnings;
};

/// Reads the record, verifies every checksum, and compares with the stack. Errors: no such release, one that
/// was never deployed, another project's, a record that does not match its checksums, a file of the stack
/// that cannot be read, or that could not be written.
Expected<Plan> plan(const Args& args, System& system);

/// Makes the folders that are missing, stages every file before the first one is put in place, then removes
/// those that were not there.
Expected<void> apply(Plan& plan, System& system);

ansible::Result report(const Plan& plan);

ansible::Module<Args, Plan> module();

// The parts of it: each a file.

/// The release of this name, and of the project when one is given. Errors name those that there are.
/// `folder`: what `backups_path` holds.
Expected<Release> find_recorded(const ReleaseFolder& folder, const Args& args, const std::string& name);

/// The compose files with which the set ran: the release's own, or those of the one that was live before it
/// as far as that is still on record. Without those that the set records as absent.
std::vector<std::string> compose_files_of(const ReleaseFolder& folder, const Release& release, FileSet set);

/// One set of its files, with their contents from the record. Refused whole when any of them is not as the
/// manifest says.
Expected<std::vector<StackFile>> recorded_files(Files& files, const Path& record,
                                                const std::vector<RecordedFile>& recorded);

/// What of the stack is not as recorded. Refuses a link that leads nowhere, unless what it leads to comes
/// back, and two files that are one now.
Expected<std::vector<Change>> compare(const std::vector<StackFile>& recorded, const Path& project_src,
                                      const std::vector<std::string>& compose_files, Files& files);

/// The folders that the changes need and that are not there. Refuses what stands in their way.
Expected<std::vector<MissingFolder>> folders_for(const std::vector<Change>& changes, const Path& project_src,
                                                 const std::vector<RecordedFolder>& recorded, Files& files);

/// Refuses what apply would refuse, as far as it shows without a write.
Expected<void> check_can_apply(const Plan& plan, System& system);

/// What comes back in another way than it was: into another folder than the record's, or a file where a link
/// was.
std::vector<std::string> warnings_of_place(const Release& release, const StackState& set,
                                           const Path& project_src, Files& files);

/// What may be shown of a change: compose files as they are, env files with masked values, of others nothing.
ansible::Diff diff_of(const Change& change);

}  // namespace slipway::stack_restore
