// The containers of a service, replaced start-first: the new ones beside the old, the proxies told, then the
// old ones gone (Compose specification, deploy.update_config).
#pragma once

#include <memory>
#include <vector>

#include "stack/stack_proxies.hpp"
#include "stack/up_caller.hpp"

namespace slipway {

class RollingUpdate {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  /// `watch`: what is counted so far ends it, when it is too much; null: nothing is watched.
  RollingUpdate(BringUp& bring_up, System& system, UpCaller& caller, StackProxies& proxies,
                const TrafficWatch* watch);

  /// What fails in the stack is the outcome of the bring-up: the new containers are gone again by then, and
  /// the old ones are as they were. Errors as bring_up().
  Expected<void> replace(BringUpService& service);

 private:
  /// How many at a time, and how many in all.
  struct Groups {
    std::vector<Container> old;  // still to be replaced
    long to_make = 0;
    long there = 0;  // containers of the service, old ones and new ones
  };

  Groups groups_of(const BringUpService& service) const;
  Expected<void> scale_down(const std::string& service);
  Expected<void> replace_group(const std::string& service, Groups& groups);
  Expected<std::vector<Container>> make(const std::string& service, long count, const Groups& groups);
  Expected<void> wait_until_well(const BackendChange& change);
  Expected<void> prepare(const BackendChange& change);
  Expected<void> switch_over(const BackendChange& change);
  Expected<void> retire(const BackendChange& change);

  /// The new containers go again. What goes wrong there is a warning: the cause is what has to be told.
  void take_back(const BackendChange& change);

  void fail_with(const std::string& service, const std::string& why);
  Expected<std::unique_ptr<Engine>> engine() const;
  Expected<std::vector<Container>> containers_of(const std::string& service) const;
  const ServiceModel& model_of(const std::string& service) const;

  BringUp& bring_up_;
  System& system_;
  UpCaller& caller_;
  StackProxies& proxies_;
  const TrafficWatch* watch_;
};

}  // namespace slipway
