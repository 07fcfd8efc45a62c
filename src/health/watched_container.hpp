// A container during a wait, with what is said of it.
#pragma once

#include <chrono>
#include <optional>

#include "health/container_verdict.hpp"

namespace slipway {

/// Now, by both clocks: the steady one measures, the wall clock reads the engine's times.
struct Moment {
  std::chrono::steady_clock::time_point steady;
  std::chrono::system_clock::time_point wall;
};

struct WatchedContainer {
  Container container;
  ContainerHistory history;
  Moment first_seen;
  ContainerVerdict verdict;
  std::optional<double> healthy_after;  // seconds from the beginning of the wait
};

/// Whether `left` was made after `right`. What appeared later in the wait is newer, whatever the clock said.
bool is_newer(const WatchedContainer& left, const WatchedContainer& right);

/// When it was made, by the steady clock: never later than it was first seen, whatever the engine says.
std::chrono::steady_clock::time_point made_at(const WatchedContainer& watched);

}  // namespace slipway
