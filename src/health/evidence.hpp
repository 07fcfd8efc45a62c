// What a wait for health has found, as modules return it.
#pragma once

#include <optional>
#include <set>
#include <string>

#include "ansible/json.hpp"
#include "health/traffic.hpp"
#include "health/wait.hpp"

namespace slipway {

/// Of each container that counts: its name, service and state; of one that is not well when the wait has
/// ended also `reason`, `last_probe` and `log`.
ansible::Json container_evidence(const HealthResult& found);

/// Of each page: its url, the status that it answered, and what is wrong.
ansible::Json http_evidence(const HealthResult& found);

/// What a watch has counted; null when nothing was watched. Times are seconds.
ansible::Json traffic_evidence(const std::optional<Traffic>& traffic);

/// Which of these are names or our own sentences, when they are returned as `containers` and `http`.
std::set<std::string> documented_evidence(const std::string& containers);

}  // namespace slipway
