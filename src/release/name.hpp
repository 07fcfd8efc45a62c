// The names of release records.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "util/error.hpp"

namespace slipway {

/// The folder name for `name`, as given by a user: `:` becomes `-`. Refuses what is empty, longer than 200
/// bytes, begins with something else than a letter or digit, or has other characters than letters, digits and
/// . _ - + @.
Expected<std::string> release_name(std::string_view name);

/// The folder that a record called so would have, be it one or not: `:` becomes `-`.
std::string record_named(std::string_view name);

/// Whether a folder of this name may be a record (it is what release_name could have returned).
bool is_release_name(std::string_view name);

/// The point in time that a name reads as: 2025-10-31T02-35-04Z, with any usual separators, fraction (left
/// out) and zone (none: UTC), as the folders of the playbook that the source document describes. nullopt for
/// what is none, a 31st of February among it, and for years that the clock cannot hold (before 1970, after
/// 2261).
std::optional<std::chrono::system_clock::time_point> name_time(const std::string& name);

/// Whether a name reads as a point in time.
bool is_timestamp_name(const std::string& name);

}  // namespace slipway
