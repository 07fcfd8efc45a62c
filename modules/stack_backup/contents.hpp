// The files of a record beside its manifest.
#pragma once

#include <vector>

#include "stack_backup/stack_backup.hpp"

namespace slipway::stack_backup {

/// deployment_metadata.txt; nothing when there is no metadata.
std::vector<RecordContent> metadata_contents(const Metadata& metadata);

constexpr const char* failure_file = "failure.json";

/// failure.json; nothing when no failure is given.
std::vector<RecordContent> failure_contents(const std::string& failure);

/// The compose files as the manifest has them.
std::vector<std::string> compose_files_on_record(const ComposeProject& project);

/// What `started` writes.
std::vector<RecordContent> start_contents(const StackSnapshot& snapshot, const Metadata& metadata);

}  // namespace slipway::stack_backup
