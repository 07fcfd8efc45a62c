// Whether new containers of a service are fit to be sent requests to.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "stack/bring_up.hpp"

namespace slipway {

/// What a service says under `x-slipway`.
const OwnSettings& own_settings_of(const BringUp& bring_up, const std::string& service);

/// Settings for a wait for these containers of the service alone.
HealthSettings wait_for_alone(const std::vector<Container>& containers, const std::string& service,
                              const BringUp& bring_up);

/// Waits until they are well, and stay so for `update_config.monitor`, and until their own checks pass
/// (`x-slipway.check`). Returns why they are no good; nullopt: they are. The evidence is then in
/// `bring_up.health`. `by_engine`: the engine's word alone counts. Errors: an engine that cannot be asked.
Expected<std::optional<std::string>> fault_of_new(const std::vector<Container>& made,
                                                  const std::string& service, bool by_engine,
                                                  BringUp& bring_up, System& system);

}  // namespace slipway
