// The inside of the wait: wait_loop.cpp looks, wait_verdict.cpp judges.
#pragma once

#include <memory>

#include "health_wait/health_wait.hpp"
#include "health_wait/http_checks.hpp"
#include "health_wait/look.hpp"

namespace slipway::health_wait {

class Waiter {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  Waiter(Plan& plan, System& system);

  /// Until the verdict is final or the deadline has come. An engine that goes away meanwhile is waited for.
  Expected<void> run();

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

  Plan& plan_;
  System& system_;
  Clock& clock_;
  HttpChecks http_;
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<EngineStream> events_;
  TimePoint next_look_;
  Moment asked_{};  // when the engine was last asked something, or last said something
  TimePoint away_since_;
  std::optional<TimePoint> healthy_since_;
};

}  // namespace slipway::health_wait
