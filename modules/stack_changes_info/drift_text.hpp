// What was found, for people.
#pragma once

#include <string>

#include "stack_changes_info/stack_changes_info.hpp"

namespace slipway::stack_changes_info {

/// One sentence: that nothing differs, how much does, or that there is nothing to compare with.
std::string verdict(const Drift& drift);

/// The same, and a line for each finding.
std::string drift_text(const Drift& drift);

}  // namespace slipway::stack_changes_info
