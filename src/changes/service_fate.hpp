// What becomes of a service by itself, whatever becomes of those that it depends on.
#pragma once

#include <string>
#include <vector>

#include "changes/service_changes.hpp"

namespace slipway {

struct ServiceFate {
  ServiceChange change;
  std::vector<const Container*>
      staying;  // those that Compose neither replaces nor takes away; in the forecast
};

/// Of a service that the next configuration has. Compares each container with what it shall be, and counts
/// them.
ServiceFate fate_by_itself(const UpForecast& forecast, const std::string& service);

/// Adds those of `from` that `to` does not have.
void add_missing(const std::vector<ChangeReason>& from, std::vector<ChangeReason>& to);

/// Whether `up` finds nothing to start in it. One that restarts counts: to start it once more does nothing.
bool is_up(const Container& container);

}  // namespace slipway
