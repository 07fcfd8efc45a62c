#include "stack/canary.hpp"

#include "stack/new_containers.hpp"

namespace slipway {
Expected<std::optional<std::string>> go_through_steps(const BackendChange& change, ContainerSwap& swap,
                                                      BringUp& bring_up, const TrafficWatch* watch,
                                                      System& system) {
  for (const long percent : bring_up.settings.canary.steps) {
    system.progress.say(std::to_string(percent) + " % of the requests go to the new containers of " +
                        change.service);
    TRY(swap.share(change, percent));
    TRY_ASSIGN(auto wrong, fault_while({change}, bring_up.settings.canary.step_for, bring_up, watch, system));
    if (wrong) return "at " + std::to_string(percent) + " % of the requests " + *wrong;
  }
  return std::nullopt;
}

}  // namespace slipway
