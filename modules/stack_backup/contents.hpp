// The files of a record beside its manifest.
#pragma once

#include <vector>

#include "release/steps.hpp"
#include "stack_backup/stack_backup.hpp"

namespace slipway::stack_backup {

/// The compose files as the manifest has them.
std::vector<std::string> compose_files_on_record(const ComposeProject& project);

/// What the steps of a record have noted. None, and a warning, when that cannot be read: the record goes on
/// without them.
std::vector<ReleaseStep> noted_steps(Plan& plan, const std::string& name, Files& files);

/// The list of steps of a release that begins.
RecordContent no_steps_yet();

/// What `started` writes.
std::vector<RecordContent> start_contents(const StackSnapshot& snapshot, const Metadata& metadata);

}  // namespace slipway::stack_backup
