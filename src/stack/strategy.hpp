// The ways to bring a stack up, as the option `strategy` names them.
#pragma once

#include <string>
#include <vector>

#include "changes/service_changes.hpp"
#include "proxy/settings.hpp"

namespace slipway {

enum class Strategy {
  recreate,    // service by service, in dependency order
  rolling,     // likewise, and the new containers of a service before its old ones go, where that is possible
  canary,      // as rolling, and requests come to the new containers in steps
  blue_green,  // as rolling, and requests go over to the new containers of all services at once
  together     // one `docker compose up`
};

/// The words of the option, in the order of its documentation.
std::vector<std::string> strategy_words();

/// Of one of those words.
Strategy strategy_of(const std::string& word);

/// What of it decides on what changes, and how.
void follow_strategy(Strategy strategy, UpRules& rules);

/// Errors: one that a swarm does not follow.
Expected<void> check_swarm_strategy(Strategy strategy);

/// Errors: it needs a proxy that can do something which none of these can, or not all of them.
Expected<void> check_strategy_proxies(Strategy strategy, const std::vector<ProxySettings>& proxies);

}  // namespace slipway
