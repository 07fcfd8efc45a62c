#pragma once

#include "system/files.hpp"

namespace slipway {

/// Files::check_changeable on the real system. What the kernel asks before it makes, renames or removes an
/// entry of a folder: may_create and may_delete in its fs/namei.c.
Expected<void> check_changeable(const Path& path);

}  // namespace slipway
