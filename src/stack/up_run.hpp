// Bringing a stack up as planned: level by level, each as soon as what it depends on is there.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "stack/blue_green.hpp"
#include "stack/bring_up.hpp"
#include "stack/bring_up_watch.hpp"
#include "stack/rolling_update.hpp"
#include "stack/up_caller.hpp"

namespace slipway {

class UpRun {
 public:
  UpRun(BringUp& bring_up, System& system);

  /// As of bring_up().
  Expected<void> run();

 private:
  using TimePoint = std::chrono::steady_clock::time_point;
  using Level = std::vector<BringUpService*>;

  void fail_with(const std::string& why);
  Expected<void> bring_everything_up();
  Expected<void> remove_orphans();
  Expected<void> all_at_once();
  Expected<void> bring_changes_up();

  /// Those services of each level that are `wanted`.
  Expected<void> level_by_level(const std::function<bool(const std::string&)>& wanted);
  Expected<void> bring_level_up(const Level& level);

  /// Those of a level whose new containers come before the old ones go.
  Expected<void> replace_start_first(const Level& level);

  /// Requests over to the new containers of all services; back, when anything is wrong.
  Expected<void> change_colour();
  /// `behind`: services that come later, and are not there yet or not as they shall be.
  Expected<void> replace_all_at_once(const std::function<bool(const std::string&)>& changes,
                                     const std::set<std::string>& behind);
  Expected<void> switch_and_look(const std::set<std::string>& behind);

  /// Waits until what the level depends on is there.
  Expected<void> wait_for_dependencies(const Level& level);
  Expected<void> wait_for(const std::map<std::string, DependencyCondition>& conditions, const Level& level,
                          bool required);
  Expected<void> wait_for_health(const std::set<std::string>& without = {});

  /// Notes which services a wait that began then (in seconds) has seen to be well, and when; with conditions,
  /// not those that it only saw running.
  void note_well(const HealthResult& found, double wait_began,
                 const std::map<std::string, DependencyCondition>& conditions);

  Expected<void> note_containers();

  BringUp& bring_up_;
  System& system_;
  TimePoint begun_;
  UpCaller caller_;
  StackProxies proxies_;
  BlueGreen blue_green_;
  BringUpWatch watch_;
};

}  // namespace slipway
