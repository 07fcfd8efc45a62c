// The proxies of a stack while its services are replaced.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "proxy/proxy.hpp"
#include "stack/bring_up.hpp"

namespace slipway {

class StackProxies {
 public:
  StackProxies(BringUp& bring_up, System& system);

  /// Those that send requests to the service.
  std::vector<Proxy*> of(const std::string& service) const;

  /// A proxy whose services the task does not name, and which sends requests to none of those that are
  /// replaced beside their old containers, is a warning. For a canary and a blue-green deploy, which need one
  /// that does, it is an obstacle. Who cannot be asked is told of when there is something to tell.
  void look_for_idle_ones();

  /// The proxies of a service are told of the containers that it has now: of one that was replaced
  /// stop-first, and has other addresses since. What a proxy refuses is a warning. Errors: an engine that
  /// cannot be asked.
  Expected<void> tell_of(const std::string& service);

  /// What a run that was cut off has left at the proxies is put right, likewise, for every service that they
  /// name. Those that are told by a command, and not of addresses, are told only when this run puts something
  /// back: they do not say what they know.
  Expected<void> set_right();

 private:
  bool is_idle(std::size_t number, const std::vector<std::string>& replaced) const;
  Expected<void> tell(Proxy& proxy, const std::string& service);

  BringUp& bring_up_;
  System& system_;
  std::vector<std::unique_ptr<Proxy>> proxies_;  // one for each of the settings
};

}  // namespace slipway
