// Pages that have to answer before the stack counts as healthy.
#pragma once

#include <chrono>
#include <memory>
#include <vector>

#include "health/host_names.hpp"
#include "health/http_answer.hpp"
#include "system/system.hpp"

namespace slipway {

/// When a wait has to end.
struct TimeLimits {
  using TimePoint = std::chrono::steady_clock::time_point;
  TimePoint deadline;
  TimePoint last_answer;  // a second later: for the answer to what was asked just before the deadline

  static TimeLimits ending(TimePoint deadline) { return {deadline, deadline + std::chrono::seconds(1)}; }
};

/// The checks, none tried yet. Errors: a bad url, a status that no reply has; they begin with the option's
/// name.
Expected<std::vector<HttpCheckState>> http_states(const std::vector<HttpCheck>& checks,
                                                  const std::string& option = "http");

/// Tries checks again and again. Their states are the caller's, so that it can report them.
class HttpChecks {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  /// A try has five seconds, up to the deadline of `limits`; one that begins just before it has a second.
  HttpChecks(std::vector<HttpCheckState>& states, System& system, const std::vector<std::string>& mask,
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
  struct Attempt {
    std::unique_ptr<WebRequest> request;
    TimePoint due;    // of the next try
    TimePoint began;  // of the one under way
    TimePoint until;  // of the same
  };
  void start(HttpCheckState& state, Attempt& next);
  void end_attempt(Attempt& current, HttpCheckState& state, const Expected<WebReply>& answer);
  void take_answers();

  std::vector<HttpCheckState>& states_;
  System& system_;
  const std::vector<std::string>& mask_;
  TimeLimits limits_;
  HostNames hosts_;
  std::vector<Attempt> attempts_;
};

}  // namespace slipway
