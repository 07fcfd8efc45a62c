// What is said when a wait ends.
#pragma once

#include <string>

#include "health/wait.hpp"

namespace slipway {

/// One sentence: that the project is healthy, or what has failed, or what was still waited for when the time
/// was over. At most five containers are named.
std::string health_message(const HealthSettings& settings, const HealthResult& result);

}  // namespace slipway
