// Time behind an interface, so that tests decide what time it is.
#pragma once

#include <chrono>

namespace slipway {

class Clock {
 public:
  virtual ~Clock() = default;
  virtual std::chrono::system_clock::time_point now() = 0;     // the wall clock, for records
  virtual std::chrono::steady_clock::time_point steady() = 0;  // never jumps, for waits

  /// Returns when steady() has come to `then`. For what sends no event when it happens.
  virtual void sleep_until(std::chrono::steady_clock::time_point then) = 0;
};

}  // namespace slipway
