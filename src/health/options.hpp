// The options that say when a stack is well, as every module that waits for one has them.
#pragma once

#include <string>
#include <vector>

#include "ansible/spec.hpp"
#include "health/settings.hpp"

namespace slipway {

struct HealthOptions {
  long health_timeout = 120;  // seconds
  long stable_for = 0;        // seconds
  std::string without_healthcheck = "running";
  long max_restarts = 2;
  std::vector<HttpCheck> http;
  long log_lines = 20;
};

/// Their lines in an option table; a module whose only time is this one calls it `timeout`.
std::vector<ansible::Option<HealthOptions>> own_health_option_lines(
    const std::string& timeout_option = "health_timeout");

/// The same for a module whose arguments hold HealthOptions as their base.
template <class Args>
std::vector<ansible::Option<Args>> health_option_lines(const std::string& timeout_option = "health_timeout") {
  std::vector<ansible::Option<Args>> lines;
  for (const auto& own : own_health_option_lines(timeout_option)) lines.push_back({own.info, own.set});
  return lines;
}

/// What they say, and nothing of which stack it is. Errors: a negative number, a stable_for that cannot pass
/// within the timeout.
Expected<HealthSettings> health_settings(const HealthOptions& options,
                                         const std::string& timeout_option = "health_timeout");

}  // namespace slipway
