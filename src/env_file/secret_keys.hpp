// Docker secrets in the env file: instead of the value stands KEY_FILE, with the path of the file that holds
// it.
#pragma once

#include <string>
#include <vector>

#include "env_file/env_file.hpp"

namespace slipway::env_file {

/// Takes the keys of `secret_files` out of what is supplied, and puts KEY_FILE with the path in, unless that
/// is supplied itself. Errors, by key: a key that is not supplied; a path that is empty, begins with `~`, is
/// no text, or is that of another file here.
Expected<std::vector<SecretFile>> taken_secret_files(const ansible::Json& secret_files, const Path& dest,
                                                     Supply& supply);

/// The template with the KEY of each secret file as KEY_FILE, in its place. Where KEY_FILE has a line of its
/// own, KEY stays, and is supplied empty: a default there would be a second password.
Expected<std::string> with_file_keys(const std::string& text, const std::vector<SecretFile>& secret_files,
                                     Supply& supply);

}  // namespace slipway::env_file
