// The http option: pages that have to answer before the stack counts as healthy.
#pragma once

#include <memory>
#include <vector>

#include "health_wait/health_wait.hpp"
#include "health_wait/host_names.hpp"
#include "system/system.hpp"

namespace slipway::health_wait {

/// The checks of the option, none tried yet. Errors: a bad url, a status that no reply has.
Expected<std::vector<HttpState>> http_states(const std::vector<HttpCheck>& checks);

/// Tries the checks of a plan again and again. Their states are the plan's, so that it can report them.
class HttpChecks {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  /// A try has five seconds, up to the deadline of `limits`; one that begins just before it has a second.
  HttpChecks(std::vector<HttpState>& states, System& system, const std::vector<std::string>& mask,
             TimeLimits limits);

  /// Takes in what has been answered, and starts the tries that are due: each a second after the last one.
  void go_on();

  /// At the deadline: whatever has not passed is tried once more, for a second; returns when all is answered.
  void last_try();

  /// Waits for the answers to the tries that are under way.
  void finish();

  /// The containers are not well: what the checks said no longer counts.
  void reset();

  bool all_ok() const;

  /// Whether a try is under way that began before `then`: until it ends nobody knows whether its page is
  /// still well.
  bool in_doubt_since(TimePoint then) const;

  /// When go_on() is to be called at the latest.
  TimePoint due() const;

 private:
  struct Try {
    std::unique_ptr<WebRequest> request;
    TimePoint due;    // of the next try
    TimePoint began;  // of the one under way
    TimePoint until;  // of the same
  };
  void start(HttpState& state, Try& next);
  void end_try(Try& current, HttpState& state, const Expected<WebReply>& answer);
  void take_answers();

  std::vector<HttpState>& states_;
  System& system_;
  const std::vector<std::string>& mask_;
  TimeLimits limits_;
  HostNames hosts_;
  std::vector<Try> tries_;
};

}  // namespace slipway::health_wait
