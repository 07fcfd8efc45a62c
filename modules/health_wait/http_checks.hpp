// The http option: pages that have to answer before the stack counts as healthy.
#pragma once

#include <memory>
#include <vector>

#include "health_wait/health_wait.hpp"
#include "system/system.hpp"

namespace slipway::health_wait {

/// The checks of the option, none tried yet. Errors: a bad url, a status that no reply has.
Expected<std::vector<HttpState>> http_states(const std::vector<HttpCheck>& checks);

/// Tries the checks of a plan again and again. Their states are the plan's, so that it can report them.
class HttpChecks {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  /// No try goes on after `deadline`, but for the two seconds that each has.
  HttpChecks(std::vector<HttpState>& states, System& system, const std::vector<std::string>& mask,
             TimePoint deadline);

  /// Takes in what has been answered, and starts the tries that are due: each a second after the last one.
  void go_on();

  /// The containers are not well: what the checks said no longer counts.
  void reset();

  bool all_ok() const;

  /// When go_on() is to be called at the latest.
  TimePoint due() const;

  /// Waits for the answers to the tries that are under way, two seconds beyond the deadline at most.
  void finish();

 private:
  struct Try {
    std::unique_ptr<WebRequest> request;
    TimePoint due;    // of the next try
    TimePoint until;  // of the one under way
  };
  void start(HttpState& state, Try& next);

  std::vector<HttpState>& states_;
  System& system_;
  const std::vector<std::string>& mask_;
  TimePoint deadline_;
  std::vector<Try> tries_;
};

}  // namespace slipway::health_wait
