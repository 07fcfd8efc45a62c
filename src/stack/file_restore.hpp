// The files of a recorded release, brought back.
#pragma once

#include <string>
#include <vector>

#include "release/store.hpp"
#include "stack/file_places.hpp"
#include "system/system.hpp"

namespace slipway {

struct FileRestore {
  std::vector<FileChange> changes;
  std::vector<MissingFolder> folders;  // that the files need, outermost first
  std::vector<std::string> warnings;
};

/// Reads a set of the release's files from its record, verifies every checksum, and compares with the stack.
/// Errors: a set that the release does not have, a record that does not match its checksums, a file of the
/// stack that cannot be read, or that could not be written.
Expected<FileRestore> plan_file_restore(const Release& release, FileSet set, const Path& backups_path,
                                        const Path& project_src, System& system);

/// Makes the folders that are missing, stages every file before the first one is put in place, then removes
/// those that were not there.
Expected<void> restore_files(const FileRestore& plan, Files& files);

/// Their paths: of those that come back, and of those that go.
std::vector<std::string> restored_paths(const FileRestore& plan);
std::vector<std::string> removed_paths(const FileRestore& plan);

/// Removes folders that are empty, in this order; one that holds something, or is gone, is none.
Expected<void> remove_empty_folders(const std::vector<Path>& folders, Files& files);

}  // namespace slipway
