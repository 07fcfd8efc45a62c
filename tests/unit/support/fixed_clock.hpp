// A clock that stands still until a test moves it.
#pragma once

#include "system/clock.hpp"

namespace slipway::test {

class FixedClock final : public Clock {
 public:
  std::chrono::system_clock::time_point time{std::chrono::seconds(1761878104)};  // 2025-10-31T02:35:04Z
  std::chrono::steady_clock::time_point ticks{};

  void advance(std::chrono::steady_clock::duration by) {
    time += std::chrono::duration_cast<std::chrono::system_clock::duration>(by);
    ticks += by;
  }
  std::chrono::system_clock::time_point now() override { return time; }
  std::chrono::steady_clock::time_point steady() override { return ticks; }
  void sleep_until(std::chrono::steady_clock::time_point then) override {
    if (then > ticks) advance(then - ticks);
  }
};

}  // namespace slipway::test
