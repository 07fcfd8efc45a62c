// The stack's files as they stand against those on record.
#pragma once

#include <string>
#include <vector>

#include "release/files.hpp"

namespace slipway {

/// A file of the stack that is not as recorded.
struct FileChange {
  Path target;
  StackFile now;
  StackFile then;
  bool is_compose_file = false;
};

/// What of the stack is not as recorded. Refuses a link that leads nowhere, unless what it leads to comes
/// back, and two files that are one now.
Expected<std::vector<FileChange>> file_changes(const std::vector<StackFile>& recorded,
                                               const Path& project_src,
                                               const std::vector<std::string>& compose_files, Files& files);

}  // namespace slipway
