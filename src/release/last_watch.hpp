// What the watch of the last release counted, for whoever is told that there will be a gap again.
#pragma once

#include <string>
#include <vector>

#include "release/release.hpp"

namespace slipway {

/// Of the newest release that was watched, when requests failed: "in release 2025-10-31T02-35-04Z, the last
/// that was watched, the page was away for 1.5 s". Empty: none was watched, or none failed. `releases`: those
/// of one project, ordered by sequence.
std::string last_gap_text(const std::vector<Release>& releases);

}  // namespace slipway
