// Whether new containers of a service are fit to be sent requests to, and stay so.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "proxy/proxy.hpp"
#include "stack/bring_up.hpp"

namespace slipway {

/// What a service says under `x-slipway`.
const OwnSettings& own_settings_of(const BringUp& bring_up, const std::string& service);

/// Waits until they are well, and stay so for `update_config.monitor`, and until their own checks pass
/// (`x-slipway.check`). Returns why they are no good; nullopt: they are. The evidence is then in
/// `bring_up.health`. `by_engine`: the engine's word alone counts. Errors: an engine that cannot be asked.
Expected<std::optional<std::string>> fault_of_new(const std::vector<Container>& made,
                                                  const std::string& service, bool by_engine,
                                                  BringUp& bring_up, System& system);

/// Looks at the new containers, and at what the watch has counted, for so long. Returns why they are no good,
/// as the end of a sentence; nullopt: they are. `watch` may be null. Errors: an engine that cannot be asked.
Expected<std::optional<std::string>> fault_while(const std::vector<BackendChange>& changes,
                                                 std::chrono::seconds length, BringUp& bring_up,
                                                 const TrafficWatch* watch, System& system);

}  // namespace slipway
