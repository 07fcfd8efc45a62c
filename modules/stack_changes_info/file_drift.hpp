// The stack's files and folders against those on record. Of their contents only checksums are compared.
#pragma once

#include "release/release.hpp"
#include "stack_changes_info/finding.hpp"
#include "system/files.hpp"

namespace slipway::stack_changes_info {

/// One finding for each file that is not as recorded: content, mode, owner, where links lead, whether it is
/// there. One that cannot be read is a finding, too. Then the folders that they stand in, by mode and owner.
Findings file_drift(const StackState& recorded, const Path& project_src, Files& files);

}  // namespace slipway::stack_changes_info
