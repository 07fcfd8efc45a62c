// Showing what changes without showing a secret.
#pragma once

#include "ansible/result.hpp"
#include "stack/file_changes.hpp"

namespace slipway {

/// What may be shown of a change: compose files as they are, env files with masked values, of others nothing.
ansible::Diff diff_of(const FileChange& change);

}  // namespace slipway
