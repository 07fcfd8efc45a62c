// How the containers of a service may be replaced, as its compose file says it.
#pragma once

#include <chrono>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace slipway {

/// `deploy.update_config` (Compose specification, Compose Deploy Specification).
struct UpdateConfig {
  std::string order;                   // "start-first", "stop-first"; empty: it does not say
  long parallelism = 1;                // containers at a time; 0: all
  std::chrono::nanoseconds delay{};    // between one group and the next
  std::chrono::nanoseconds monitor{};  // how long a new container is looked at before it counts as well
  std::string failure_action;          // "pause", "continue", "rollback"; empty: it does not say

  bool operator==(const UpdateConfig&) const = default;
};

struct ReplacementRules {
  UpdateConfig update;
  std::chrono::nanoseconds grace = std::chrono::seconds(10);  // `stop_grace_period`
  // Why two containers of the service cannot be there at once: "its container_name is shop-app".
  std::vector<std::string> alone;
  // What two of them would write to at once: "volume data", "folder /srv/uploads".
  std::vector<std::string> written;

  bool operator==(const ReplacementRules&) const = default;
};

/// Of a service as `docker compose config --format json` prints it.
ReplacementRules replacement_rules(const nlohmann::json& service);

}  // namespace slipway
