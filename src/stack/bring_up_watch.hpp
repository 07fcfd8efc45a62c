// The page that is asked all the while a stack is brought up.
#pragma once

#include <optional>

#include "health/traffic_watch.hpp"
#include "stack/bring_up.hpp"

namespace slipway {

class BringUpWatch {
 public:
  BringUpWatch(BringUp& bring_up, System& system) : bring_up_(bring_up), system_(system) {}

  /// Begins to ask, where a page is to be watched. Errors: as of TrafficWatch::begin.
  Expected<void> begin();

  /// Ends it, and notes what was counted; more failures than allowed are the outcome of the bring-up.
  void end();

  /// nullptr: no page is watched.
  TrafficWatch* page() { return watch_ ? &*watch_ : nullptr; }

 private:
  BringUp& bring_up_;
  System& system_;
  std::optional<TrafficWatch> watch_;
};

}  // namespace slipway
