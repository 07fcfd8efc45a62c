// The options that say when a stack is well, as every module that waits for one has them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ansible/spec.hpp"
#include "health/settings.hpp"
#include "health/traffic_watch.hpp"

namespace slipway {

struct HealthOptions {
  long health_timeout = 120;  // seconds
  long stable_for = 0;        // seconds
  std::string without_healthcheck = "running";
  long max_restarts = 2;
  std::vector<HttpCheck> http;
  long log_lines = 20;
  std::optional<WatchedPage> watch;
};

/// Their lines in an option table; a module whose only time is this one calls it `timeout`.
std::vector<ansible::Option<HealthOptions>> health_option_lines(
    const std::string& timeout_option = "health_timeout");

/// What they say, and nothing of which stack it is. Errors: a negative number, a stable_for that cannot pass
/// within the timeout.
Expected<HealthSettings> health_settings(const HealthOptions& options,
                                         const std::string& timeout_option = "health_timeout");

}  // namespace slipway
