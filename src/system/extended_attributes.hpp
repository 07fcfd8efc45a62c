#pragma once

#include "system/files.hpp"

namespace slipway {

/// Copies every extended attribute (POSIX ACLs are among them) from one file to another. No error: a file
/// system without them, and an attribute that only the kernel or another user may set.
Expected<void> copy_extended_attributes(const Path& from, const Path& to);

}  // namespace slipway
