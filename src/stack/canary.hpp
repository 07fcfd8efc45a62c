// Requests come to new containers in steps, and stay away when anything is wrong with them.
#pragma once

#include <optional>
#include <string>

#include "stack/container_swap.hpp"

namespace slipway {

/// Each step with the proxies that can share requests out, for as long as it takes. Returns why the new
/// containers are no good, as the end of a sentence: one is not well any more, or the watch counts more
/// failures than are allowed; nullopt: all steps went well. The evidence is then in `bring_up.health`.
/// Errors: an engine or a proxy that cannot be asked.
Expected<std::optional<std::string>> go_through_steps(const BackendChange& change, ContainerSwap& swap,
                                                      BringUp& bring_up, const TrafficWatch* watch,
                                                      System& system);

}  // namespace slipway
