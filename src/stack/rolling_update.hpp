// The containers of a service, replaced start-first, one group after the other: the new ones beside the old,
// the proxies told, then the old ones gone (Compose specification, deploy.update_config).
#pragma once

#include "stack/container_swap.hpp"

namespace slipway {

class RollingUpdate {
 public:
  /// `watch`: what is counted so far ends it, when it is too much; null: nothing is watched.
  RollingUpdate(BringUp& bring_up, System& system, UpCaller& caller, StackProxies& proxies,
                const TrafficWatch* watch);

  /// What fails in the stack is the outcome of the bring-up: the new containers are gone again by then, and
  /// the old ones are as they were. Errors as bring_up().
  Expected<void> replace(BringUpService& service);

 private:
  using TimePoint = std::chrono::steady_clock::time_point;

  Expected<void> scale_down(const std::string& service);
  Expected<void> replace_group(const std::string& service, SwapPlan& left);
  void switch_over(const BackendChange& change);

  /// The bring-up has failed when requests had gone to the new containers.
  void fail_back(const BackendChange& change, const std::string& why);

  BringUp& bring_up_;
  System& system_;
  UpCaller& caller_;
  StackProxies& proxies_;
  const TrafficWatch* watch_;
  ContainerSwap swap_;
};

}  // namespace slipway
