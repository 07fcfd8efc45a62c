// The files of a stack as a record keeps them.
#pragma once

#include <string>
#include <vector>

#include "release/release.hpp"
#include "release/store.hpp"
#include "system/files.hpp"

namespace slipway {

/// How a record names a file of the stack: relative to project_src; absolute when it stands outside of it.
/// Both without `.`, `..` and a slash at the end.
std::string recorded_path(const Path& project_src, const Path& file);

/// The path as a relative one when it leads into the stack by the folder's real name, and `project_src` is a
/// link to that; else as it is.
Path by_stack_folder(Files& files, const Path& project_src, const Path& path);

/// Where the file stands.
Path stack_path(const Path& project_src, const std::string& recorded);

/// A file of the stack and its content.
struct StackFile {
  RecordedFile recorded;  // `copy` is relative to the set's folder here
  std::string content;

  bool operator==(const StackFile&) const = default;
};

/// Refuses a path that names no file below or beside the stack: an empty one, the stack's folder itself or
/// one above it, and one that goes back (`..`) behind a link, where it names another file than it seems to.
Expected<void> check_stack_path(Files& files, const Path& project_src, const Path& path);

/// Reads the stack's files, each once. Links are followed: content, mode and owner are those of the file
/// behind. One that is not there is absent; refuses folders, special files and broken links.
Expected<std::vector<StackFile>> read_stack_files(Files& files, const Path& project_src,
                                                  const std::vector<Path>& paths);

/// The folders that these files stand in, or would: the stack's own and those below it, and all above a file
/// outside of it. One that is not there is left out.
Expected<std::vector<RecordedFolder>> read_stack_folders(Files& files, const Path& project_src,
                                                         const std::vector<StackFile>& of);

/// The folder of this path on record; null when there is none.
const RecordedFolder* find_folder(const std::vector<RecordedFolder>& folders, const Path& project_src,
                                  const Path& folder);

/// Refuses a release of another project.
Expected<void> check_project(const Release& release, const std::string& project);

/// The files as they stand in a manifest, with their copies below `folder`.
std::vector<RecordedFile> files_below(const std::string& folder, const std::vector<StackFile>& files);

/// The copies below `folder`, to be written to the record.
std::vector<RecordContent> copies_below(const std::string& folder, const std::vector<StackFile>& files);

}  // namespace slipway
