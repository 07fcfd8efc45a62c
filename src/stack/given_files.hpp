// Files of a stack as a task gives them: where each goes, what is in it, and its mode.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ansible/spec.hpp"
#include "system/files.hpp"

namespace slipway {

/// One entry of the option.
struct GivenFile {
  std::string path;  // below project_src
  std::optional<std::string> content;
  std::optional<std::string> content_b64;
  ansible::Raw mode;
};

/// The lines of the option's own table.
std::vector<ansible::Option<GivenFile>> given_file_lines();

struct WantedFile {
  Path path;  // below project_src, plain names only
  std::string content;
  mode_t mode = 0;
};

/// The entries, with contents decoded and modes read. Errors name `option` and the path: one that leaves the
/// folder, a content that is none, two entries for one path.
Expected<std::vector<WantedFile>> wanted_files(const std::vector<GivenFile>& entries,
                                               const std::string& option);

}  // namespace slipway
