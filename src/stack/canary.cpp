#include "stack/canary.hpp"

#include "stack/new_containers.hpp"

namespace slipway {
namespace {

Expected<std::optional<std::string>> look_at_step(const BackendChange& change, const BringUp& bring_up,
                                                  const TrafficWatch* watch, System& system) {
  HealthSettings settings = wait_for_alone(change.made, change.service, bring_up);
  settings.stable_for = 1;  // between one look at the watch and the next
  const auto until = system.clock.steady() + bring_up.settings.canary.step_for;
  while (system.clock.steady() < until) {
    TRY_ASSIGN(const auto health, wait_until_healthy(settings, system));
    if (!health.healthy) return health.message;
    if (watch != nullptr && watch->has_failed_too_often())
      return "more requests have failed than max_failures allows";
  }
  return std::nullopt;
}

}  // namespace

Expected<std::optional<std::string>> go_through_steps(const BackendChange& change,
                                                      const std::vector<Proxy*>& proxies,
                                                      const BringUp& bring_up, const TrafficWatch* watch,
                                                      System& system) {
  for (const long percent : bring_up.settings.canary.steps) {
    system.progress.say(std::to_string(percent) + " % of the requests go to the new containers of " +
                        change.service);
    for (auto* proxy : proxies) TRY(proxy->share(change, percent));
    TRY_ASSIGN(auto wrong, look_at_step(change, bring_up, watch, system));
    if (wrong) return "at " + std::to_string(percent) + " % of the requests " + *wrong;
  }
  return std::nullopt;
}

}  // namespace slipway
