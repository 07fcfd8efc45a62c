#include "proxy/reload.hpp"

#include "engine/exec.hpp"
#include "util/excerpt.hpp"
#include "util/joined.hpp"

namespace slipway {
namespace {

constexpr std::chrono::seconds longest_command{30};

std::vector<Container> together(std::vector<Container> some, const std::vector<Container>& others) {
  some.insert(some.end(), others.begin(), others.end());
  return some;
}

/// Where the containers are reached from the proxy: "172.18.0.2 172.18.0.3".
std::string addresses_for(const Container& proxy, const std::vector<Container>& containers) {
  std::vector<std::string> addresses;
  for (const auto& container : containers)
    if (const auto address = address_for(proxy, container)) addresses.push_back(host_of(*address));
  return joined(addresses, " ");
}

}  // namespace

/// The new containers have the name as soon as they run.
Expected<void> ReloadedProxy::prepare(const BackendChange& change) {
  const auto there = together(change.staying, change.old);
  return settings_.by_address && !there.empty() ? reload_and_settle(change.service, there) : Expected<void>{};
}

Expected<void> ReloadedProxy::add(const BackendChange& change) {
  return reload_and_settle(change.service, together(together(change.staying, change.old), change.made));
}

Expected<void> ReloadedProxy::move_over(const BackendChange& change) {
  return reload(change.service, together(change.staying, change.made));
}

Expected<void> ReloadedProxy::drain(const BackendChange& change) {
  const auto left = together(change.staying, change.made);
  return settings_.by_address && !left.empty() ? reload_and_settle(change.service, left) : Expected<void>{};
}

Expected<void> ReloadedProxy::reload_and_settle(const std::string& service,
                                                const std::vector<Container>& containers) {
  TRY(reload(service, containers));
  system_.clock.sleep_until(system_.clock.steady() + std::chrono::seconds(settings_.settle));
  return {};
}

/// One that does not run looks its backends up when it starts.
Expected<void> ReloadedProxy::reload(const std::string& service, const std::vector<Container>& containers) {
  const std::string what = "the proxy " + settings_.service + " cannot be told: " + settings_.command.front();
  TRY_ASSIGN(const auto proxies, proxy_containers(settings_, place_, system_));
  Environment environment = place_.environment;
  environment.insert(system_.environment.begin(), system_.environment.end());
  TRY_ASSIGN(const auto engine,
             system_.engines.at("", environment, system_.clock.steady() + longest_command));
  for (const auto& proxy : proxies) {
    std::vector<std::string> told;
    if (settings_.by_address) {
      const std::string addresses = any_is_reachable(containers) ? addresses_for(proxy, containers) : service;
      if (addresses.empty() && settings_.backends.empty()) continue;  // a service that it cannot serve
      if (addresses.empty())
        return fail(what + " is given nothing: container " + proxy.name +
                    " has no network in common with service " + service);
      told = {"SLIPWAY_SERVICE=" + service, "SLIPWAY_ADDRESSES=" + addresses};
    }
    const auto ran = run_exec(*engine, proxy.id, settings_.command, told);
    if (!ran || ran->exit_code != 0) return fail(ending_text(what + " in container " + proxy.name, ran, {}));
  }
  return {};
}

}  // namespace slipway
