// The steps in which containers of one service take the place of others: made, looked at, told to the
// proxies, and the others gone. What fails in the stack is the outcome of the bring-up.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "stack/stack_proxies.hpp"
#include "stack/up_caller.hpp"

namespace slipway {

/// What of a service is replaced by how much.
struct SwapPlan {
  std::vector<Container> old;  // still to be replaced
  long to_make = 0;
  long there = 0;  // containers of the service, old ones and new ones
};

/// Errors of its functions: an engine that cannot be asked.
class ContainerSwap {
 public:
  ContainerSwap(BringUp& bring_up, System& system, UpCaller& caller, StackProxies& proxies);

  SwapPlan plan_for(const ServiceChange& change) const;

  /// A change of the first `retired` of the plan's old containers, and of none that is new yet.
  Expected<BackendChange> begin(const std::string& service, const SwapPlan& plan, long retired);

  /// So many new ones beside those that are `there`, by Compose. `others`: how many containers other services
  /// have in the middle of their own change.
  Expected<void> make(BackendChange& change, long count, long there,
                      const std::map<std::string, long>& others = {});

  /// Waits until the new ones are fit to be sent requests to.
  Expected<void> wait_until_well(const BackendChange& change);

  /// Before there is a new one, the proxies are told of those that are there.
  Expected<void> prepare(const BackendChange& change);

  /// The proxies send so many of a hundred requests to the new ones. Errors: a proxy that refuses, too.
  Expected<void> share(const BackendChange& change, long percent);

  /// The proxies send requests to the new ones, too. Errors: a proxy that refuses, too.
  Expected<void> add(const BackendChange& change);

  /// The proxies send requests to the new ones alone. Errors: a proxy that refuses, too.
  Expected<void> move_over(const BackendChange& change);

  /// The old ones run what `x-slipway.drain` says (what goes wrong there is a warning), get no requests from
  /// the proxies any more, end and are removed, and the proxies forget them. Errors: a proxy that refuses,
  /// too.
  Expected<void> let_go(const BackendChange& change);

  /// The proxies send requests to the old ones again, as before there was a new one. What goes wrong is a
  /// warning.
  void point_back(const BackendChange& change);

  /// The new ones get no requests any more and go. What goes wrong there is a warning: the cause is what has
  /// to be told.
  void take_back(const BackendChange& change);

  /// The bring-up has failed, since this service could not be replaced, or no more of it than was until now.
  /// Nobody was sent to its newest containers.
  void fail_with(const std::string& service, const std::string& why);

  const ServiceModel& model_of(const std::string& service) const;

 private:
  Expected<void> run_drain_command(const BackendChange& change);
  Expected<void> retire(const BackendChange& change);

  /// The same containers where they are now: an engine that was away has given them other addresses, and may
  /// have given one's to another.
  Expected<BackendChange> as_it_is_now(const BackendChange& change) const;

  /// Errors: the first that refuses.
  Expected<void> tell_each(const BackendChange& change, Expected<void> (Proxy::*what)(const BackendChange&));
  Expected<std::unique_ptr<Engine>> engine() const;
  Expected<std::vector<Container>> containers_of(const std::string& service) const;

  BringUp& bring_up_;
  System& system_;
  UpCaller& caller_;
  StackProxies& proxies_;
  std::map<std::string, long> replaced_;  // how many containers of a service have new ones in their place
};

}  // namespace slipway
