// What bringing a stack up says of its services.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "stack/bring_up.hpp"

namespace slipway {

std::set<std::string> names_of(const std::vector<BringUpService*>& level);

/// "replacing app, nginx; starting worker".
std::string doing_text(const std::vector<BringUpService*>& services);

}  // namespace slipway
