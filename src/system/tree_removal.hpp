#pragma once

#include "system/files.hpp"

namespace slipway {

/// Files::remove_tree on the real system: from folder to folder by descriptors (openat, unlinkat), so that no
/// path is looked up twice and no link followed, whoever may rename things in the tree meanwhile.
Expected<void> remove_tree(const Path& path);

}  // namespace slipway
