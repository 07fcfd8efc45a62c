// What a wait is waiting for, told as it changes.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "health/wait.hpp"

namespace slipway {

/// "redis healthy after 2.1 s; waiting for app, nginx". Once a second at most, so that what becomes well
/// together is one line.
class WaitProgress {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  WaitProgress(const HealthWait& wait, Progress& progress);

  /// After each verdict, and with `over` after the last. Of those that are well from the beginning nothing is
  /// told, nor what a wait waits for that is over within a second.
  void tell(TimePoint now, bool over);

  /// When there will be something to tell even if nothing changes until then.
  std::optional<TimePoint> due() const;

 private:
  std::vector<std::string> look();  // the names of those that are not well
  std::vector<std::string> well_texts() const;

  const HealthWait& wait_;
  Progress& progress_;
  std::map<std::string, bool> well_;                            // containers, by name
  std::map<std::string, std::vector<std::string>> newly_well_;  // names by "healthy", "done", "running"
  std::string only_one_after_;  // " after 2.1 s", of the one that is newly well
  std::string waiting_;         // what was told last
  TimePoint next_;              // not before then
  bool has_told_ = false;
};

}  // namespace slipway
