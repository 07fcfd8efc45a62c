// What health_wait says when the wait ends.
#pragma once

#include <string>
#include <vector>

#include "health_wait/health_wait.hpp"

namespace slipway::health_wait {

/// One sentence: that the project is healthy, or what has failed, or what was still waited for when the time
/// was over. At most five containers are named.
std::string message(const Plan& plan, const std::vector<WatchedContainer>& containers);

/// What is wrong with a check; empty when it passed.
std::string problem_of(const HttpState& state);

}  // namespace slipway::health_wait
