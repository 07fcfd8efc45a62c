// Docker secrets: values that go into a file each, with the file's path in the env file.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ansible/result.hpp"
#include "system/file_operations.hpp"
#include "vault_env_render/supply.hpp"

namespace slipway::vault_env_render {

/// Takes the keys of `secret_files` out of what is supplied, and puts KEY_FILE with the path in, unless that
/// is supplied itself. Errors, by key: a key that is not supplied; a path that is empty, begins with `~`, is
/// no text, or is that of another file here.
Expected<std::vector<SecretFile>> taken_secret_files(const ansible::Json& secret_files, const Path& dest,
                                                     Supply& supply);

/// The template with the KEY of each secret file as KEY_FILE, in its place. Where KEY_FILE has a line of its
/// own, KEY stays, and is supplied empty: a default there would be a second password.
Expected<std::string> with_file_keys(const std::string& text, const std::vector<SecretFile>& secret_files,
                                     Supply& supply);

/// Compares the plan's secret files with what stands there: fills in `changed`, the folders that are missing,
/// and the diff, which says that a content changes, and mode and owner, and never a content. Errors: a place
/// that cannot take the file.
Expected<void> look_at_secret_files(Plan& plan, Files& files);

/// Makes the plan's folders, each in one step with mode 0700 and its owner. Returns those that it made; on an
/// error it leaves none.
Expected<std::vector<Path>> make_secret_folders(const Plan& plan, Files& files);

/// Takes them back after a failure; one that is not empty stays. Best effort.
void remove_folders(Files& files, const std::vector<Path>& folders);

/// Removes what runs that were killed left beside the secret files and their folders.
void sweep_secret_files(const Plan& plan, Files& files);

}  // namespace slipway::vault_env_render
