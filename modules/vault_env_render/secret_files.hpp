// The files of Docker secrets: each holds one value and nothing else.
#pragma once

#include <vector>

#include "system/files.hpp"
#include "vault_env_render/vault_env_render.hpp"

namespace slipway::vault_env_render {

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
