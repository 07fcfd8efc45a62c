// What a write would meet, asked before it: each plan asks, so that a dry run says what the real one refuses.
#pragma once

#include "system/file_operations.hpp"
#include "system/system.hpp"

namespace slipway {

/// Refuses what stage_file would refuse, its folders being made first: something else than a regular file
/// stands at `target`, or than a folder on the way to it; a link that leads nowhere; a place that cannot be
/// changed (Files::check_changeable); an owner that this user may not give. What only a write can show, such
/// as a full disk, stays unsaid.
Expected<void> check_can_write(System& system, const Path& target, const FileAttributes& attributes = {});

/// Refuses an owner that this user may not give to a new file or folder.
Expected<void> check_can_own(System& system, const Path& target, const FileAttributes& attributes);

/// Refuses what Files::remove_tree would refuse.
Expected<void> check_can_remove_tree(Files& files, const Path& path);

}  // namespace slipway
