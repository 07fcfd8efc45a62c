// The wait itself, driven by the engine's events.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "health/own_checks.hpp"
#include "health/wait.hpp"
#include "health/wait_progress.hpp"

namespace slipway {

class WaitLoop {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  /// Goes on from the wait's first look.
  WaitLoop(HealthWait& wait, System& system);

  /// Until the verdict is final, the stack has been healthy for long enough, or the timeout is over; the
  /// wait's result then says which. An engine that goes away meanwhile is waited for, with pauses that grow
  /// to two seconds. Errors: an engine that refuses, something that is no engine.
  Expected<void> run();

  /// The containers' own health checks that were run on the way.
  const OwnChecks& own_checks() const { return own_checks_; }

 private:
  /// Subscribes, looks at everything, and goes on with the events.
  Expected<void> follow();
  Expected<void> look_at_everything();
  Expected<void> take_in(const std::string& line);
  Expected<void> see(const std::string& id);
  Expected<void> look_where_due();
  void note_outage(const Error& error);

  /// Whether the wait is over.
  Expected<bool> judge();
  Expected<void> judge_containers(bool at_last = false);
  Expected<void> confirm_engine();
  Expected<void> take_in_what_is_there();
  void judge_pages(bool late);
  TimePoint next_turn() const;

  HealthWait& wait_;
  HealthResult& result_;  // of the same
  System& system_;
  Clock& clock_;
  HttpChecks http_;
  OwnChecks own_checks_;
  WaitProgress progress_;
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<EngineStream> events_;
  TimePoint next_look_;
  Moment asked_{};  // when the engine was last asked something, or last said something
  TimePoint away_since_;
  std::optional<TimePoint> healthy_since_;
};

}  // namespace slipway
