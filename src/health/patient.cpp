#include "health/patient.hpp"

#include <algorithm>

#include "util/rfc3339.hpp"

namespace slipway {

/// A time that still lay ahead when it was first seen is of a clock that was set back.
std::chrono::steady_clock::time_point made_at(const Patient& patient) {
  const auto& [steady, wall] = patient.first_seen;
  const auto created = parse_rfc3339(patient.container.created);
  if (!created || *created > wall) return steady;
  return steady - std::chrono::duration_cast<std::chrono::steady_clock::duration>(wall - *created);
}

bool is_newer(const Patient& left, const Patient& right) {
  if (left.first_seen.steady != right.first_seen.steady)
    return left.first_seen.steady > right.first_seen.steady;
  return made_at(left) > made_at(right);
}

}  // namespace slipway
