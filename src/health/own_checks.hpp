// The containers' own health checks, run at once: the engine runs them for the first time one interval after
// the start.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>

#include "engine/events.hpp"
#include "health/watch.hpp"
#include "system/engine.hpp"

namespace slipway {

class OwnChecks {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  /// Starts the checks that are due, of the containers whose health `watch` waits for: at once, and a second
  /// after the last one began as long as they fail. Never two at a time in a container. How it ends is told
  /// by an event; should that be lost, the engine is asked each second. A check that cannot be started, as in
  /// a container that pauses, has failed. Returns whether one was found to have passed.
  bool go_on(Engine& engine, HealthWatch& watch, TimePoint now);

  /// Whether an event told the end of a check of ours. One that passed within its own timeout shows in
  /// `watch`.
  bool take_in(Engine& engine, HealthWatch& watch, const ContainerEvent& event, TimePoint now);

  /// When go_on() is to be called at the latest.
  std::optional<TimePoint> due(const HealthWatch& watch) const;

  /// Whether the check of a container is under way.
  bool is_running(const std::string& id) const;

 private:
  struct Check {
    std::string start;  // of the container, when it was started: the check of an earlier one is gone
    std::string exec;   // its id at the engine; empty: none is under way
    TimePoint began;
    TimePoint due;
  };
  static bool look(Engine& engine, HealthWatch& watch, const WatchedContainer& watched, Check& check,
                   TimePoint now);
  static bool end(HealthWatch& watch, const std::string& id, std::chrono::nanoseconds timeout, Check& check,
                  bool passed, TimePoint now);

  std::map<std::string, Check> checks_;  // by the container's id
};

}  // namespace slipway
