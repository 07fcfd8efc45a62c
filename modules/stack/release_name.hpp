// The names of release records.
#pragma once

#include <string>
#include <string_view>

#include "system/error.hpp"

namespace slipway {

/// The folder name for `name`, as given by a user: `:` becomes `-`. Refuses what is empty, longer than 200
/// bytes, begins with something else than a letter or digit, or has other characters than letters, digits and
/// . _ - + @.
Expected<std::string> release_name(std::string_view name);

/// Whether a folder of this name may be a record (it is what release_name could have returned).
bool is_release_name(std::string_view name);

/// Whether a name reads as a point in time: 2025-10-31T02-35-04Z, with any usual separators, fraction and
/// zone (the folders of the playbook that the source document describes).
bool is_timestamp_name(const std::string& name);

}  // namespace slipway
