// What bringing a stack up says of its services.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "proxy/proxy.hpp"
#include "stack/bring_up.hpp"

namespace slipway {

std::set<std::string> names_of(const std::vector<BringUpService*>& level);

/// "replacing app, nginx; starting worker".
std::string doing_text(const std::vector<BringUpService*>& services);

/// "services app, web were switched back to their old containers: " and why: requests had gone to new ones.
std::string switched_back(const std::vector<BackendChange>& changes, const std::string& why);

}  // namespace slipway
