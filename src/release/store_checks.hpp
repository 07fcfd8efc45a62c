// What writing to the records would meet, asked by a plan before anything is written.
#pragma once

#include "release/store.hpp"

namespace slipway {

/// Refuses what lock_releases would refuse, and a folder that no record can be made in or removed from.
Expected<void> check_can_lock(Files& files, const Path& backups_path);

/// Refuses what create_release or update_release would refuse, as far as it shows without a write.
Expected<void> check_can_record(Files& files, const Path& backups_path, const std::string& name,
                                const std::vector<RecordContent>& contents);

/// Refuses what remove_releases would refuse.
Expected<void> check_can_remove(Files& files, const Path& backups_path,
                                const std::vector<std::string>& names);

/// Refuses what sweep_hidden_records would refuse.
Expected<void> check_can_sweep(Files& files, const Path& backups_path,
                               const std::vector<std::string>& hidden);

}  // namespace slipway
