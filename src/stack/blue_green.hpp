// All services that proxies serve, replaced at once: the new containers beside the old ones, requests over to
// them when all are well, and back when anything is wrong with them.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "stack/container_swap.hpp"

namespace slipway {

class BlueGreen {
 public:
  BlueGreen(BringUp& bring_up, System& system, UpCaller& caller, StackProxies& proxies);

  /// Whether the service is replaced so: start-first, and behind a proxy.
  bool serves(const BringUpService& service) const;

  /// The names of those that are.
  std::set<std::string> services() const;

  /// The new containers of a service, until they are well. Nobody is sent to them. Errors as bring_up().
  Expected<void> make(const BringUpService& service);

  /// Requests go to the new containers alone. The old ones run on.
  void switch_over();

  /// Looks at the new containers and the watch for `keep_old`. When all of the stack `is_there`, a watched
  /// page that was not well before has to become so. Errors as bring_up().
  Expected<void> look(const TrafficWatch* watch, bool is_there);

  /// The old ones end and are removed. Errors as bring_up().
  Expected<void> finish();

  /// Requests go to the old ones again, and the new ones are removed. When they had gone to the new ones, the
  /// message says of which services before it says why.
  void go_back();

  /// Settings for a wait in which the old containers do not count, while both are there: the stack is neither
  /// short of them nor has it too many. Errors: an engine that cannot be asked.
  Expected<HealthSettings> without_old(HealthSettings settings) const;

 private:
  /// How many containers each service has in the middle of its change, of those that `service` depends on.
  std::map<std::string, long> counts_beside(const std::string& service) const;
  void fail_with(const std::string& why);

  BringUp& bring_up_;
  System& system_;
  StackProxies& proxies_;
  ContainerSwap swap_;
  std::vector<BackendChange> changes_;  // of each service
  bool has_switched_ = false;
};

/// The services that depend on one of these, be it by others.
std::set<std::string> dependents_of(const std::set<std::string>& services, const ComposeModel& model);

}  // namespace slipway
