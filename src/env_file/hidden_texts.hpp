// What must not be shown of what a stack says, when only its host knows it: options of several modules.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ansible/spec.hpp"
#include "system/files.hpp"

namespace slipway::env_file {

struct MaskOptions {
  std::vector<std::string> mask;
  std::optional<Path> mask_env_file;
  std::vector<std::string> mask_keys;
  std::vector<Path> mask_files;
};

/// The strings of `mask`, the values of `mask_keys` in `mask_env_file`, and the whole contents of
/// `mask_files`. A file that is not there hides nothing. Errors: one that cannot be read, or an env file that
/// Compose could not read; never with a value.
Expected<std::vector<std::string>> texts_to_hide(const MaskOptions& options, Files& files);

/// Their lines in an option table.
std::vector<ansible::Option<MaskOptions>> mask_option_lines();

}  // namespace slipway::env_file
