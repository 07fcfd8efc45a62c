#include "health/watched_container.hpp"

#include <algorithm>

#include "util/rfc3339.hpp"

namespace slipway {

/// A time that still lay ahead when it was first seen is of a clock that was set back.
std::chrono::steady_clock::time_point made_at(const WatchedContainer& watched) {
  const auto& [steady, wall] = watched.first_seen;
  const auto created = parse_rfc3339(watched.container.created);
  if (!created || *created > wall) return steady;
  return steady - std::chrono::duration_cast<std::chrono::steady_clock::duration>(wall - *created);
}

bool is_newer(const WatchedContainer& left, const WatchedContainer& right) {
  if (left.first_seen.steady != right.first_seen.steady)
    return left.first_seen.steady > right.first_seen.steady;
  return made_at(left) > made_at(right);
}

}  // namespace slipway
