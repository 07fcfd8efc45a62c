// Where the files of a record come back: the folders on the way, what stands in it, and what is another place
// than it was.
#pragma once

#include <string>
#include <vector>

#include "stack/file_changes.hpp"
#include "system/file_operations.hpp"

namespace slipway {

/// A folder to be made, with mode and owner as recorded; without a record of it 0755 and this user's own.
struct MissingFolder {
  Path path;
  FileAttributes attributes;
};

/// The folders that the changes need and that are not there, outermost first. Refuses what stands in their
/// way.
Expected<std::vector<MissingFolder>> folders_for(const std::vector<FileChange>& changes,
                                                 const Path& project_src,
                                                 const std::vector<RecordedFolder>& recorded, Files& files);

/// The folders of the stack in which files of the set are recorded as absent and which were not there then,
/// innermost first: whoever made those files made them.
std::vector<Path> folders_made_since(const StackState& set, const Path& project_src);

/// What comes back in another way than it was: into another folder than the record's, or a file where a link
/// was.
std::vector<std::string> warnings_of_place(const Release& release, const StackState& set,
                                           const Path& project_src, Files& files);

}  // namespace slipway
