// What `against: release` asks for: the stack as it stands, compared with its live release.
#pragma once

#include "stack_changes_info/stack_changes_info.hpp"

namespace slipway::stack_changes_info {

/// Reads the records, the stack's files and the engine, and writes nothing. A preview of `up` with the
/// release's own files, and what is found. Without a release that went well there is nothing to compare with,
/// and it says so. Errors: records that cannot be read, a damaged copy, files that Compose refuses, an engine
/// that does not answer.
Expected<Plan> compare_with_release(const Args& args, System& system);

}  // namespace slipway::stack_changes_info
