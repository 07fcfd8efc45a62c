// What a page answered, against what it has to answer.
#pragma once

#include "health_wait/health_wait.hpp"
#include "system/web.hpp"

namespace slipway::health_wait {

/// Takes a try's outcome into the state of its check; the strings of `mask` are hidden in what is quoted.
void take_answer(const Expected<WebReply>& reply, HttpState& state, const std::vector<std::string>& mask);

}  // namespace slipway::health_wait
