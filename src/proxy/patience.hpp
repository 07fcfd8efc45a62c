// A proxy that starts, or starts again, opens its socket a little later than its container runs.
#pragma once

#include <chrono>

#include "system/system.hpp"

namespace slipway {

/// What `attempt` returns, which is tried again for five seconds while it is an error.
template <class Attempt>
auto patiently(System& system, const Attempt& attempt) {
  const auto until = system.clock.steady() + std::chrono::seconds(5);
  for (;;) {
    auto answer = attempt();
    if (answer || system.clock.steady() >= until) return answer;
    system.clock.sleep_until(system.clock.steady() + std::chrono::milliseconds(100));
  }
}

}  // namespace slipway
