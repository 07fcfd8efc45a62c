// What a compose file takes from other files.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "util/error.hpp"

namespace slipway {

/// Paths as they are written, with their variables; relative ones stand beside the file.
struct OtherFiles {
  std::vector<std::string> extended;  // under `extends: {file: …}`
  std::vector<std::string> included;  // under `include`
  std::set<std::string> extending;    // the services with an `extends`
  std::set<std::string> services;     // all that the file has
};

/// Errors: those of parse_compose.
Expected<OtherFiles> other_files(std::string_view text);

}  // namespace slipway
