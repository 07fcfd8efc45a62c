#include "stack/leftovers.hpp"

#include "engine/removal.hpp"
#include "health/engine_queries.hpp"
#include "stack/command_containers.hpp"

namespace slipway {
namespace {

constexpr std::chrono::seconds patience_with_leftovers{10};

}  // namespace

Expected<void> clear_away_leftovers(BringUp& bring_up, System& system) {
  TRY_ASSIGN(const auto engine, engine_of(bring_up.settings.health, system, Engines::any_time));
  TRY_ASSIGN(auto names, remove_command_containers(*engine, bring_up.project));
  for (const auto& container : bring_up.forecast.leftovers) {
    ListedContainer listed;
    listed.id = container.id;
    listed.name = container.name;
    listed.status = container.status;
    TRY(remove_container(*engine, listed, patience_with_leftovers));
    names.push_back(container.name);
  }
  for (const auto& name : names) {
    bring_up.changed = true;
    bring_up.warnings.push_back("container '" + name +
                                "' was left by a run that was cut off; it was removed");
  }
  return {};
}

}  // namespace slipway
