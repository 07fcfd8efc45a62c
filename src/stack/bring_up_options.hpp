// The options that say how a stack is brought up and when it is well, as every module that does it has them.
#pragma once

#include <string>
#include <vector>

#include "health/options.hpp"
#include "stack/bring_up.hpp"

namespace slipway {

struct BringUpOptions : HealthOptions {
  std::string strategy = "recreate";
  std::string probe = "active";
  long timeout = 600;  // seconds
  std::vector<ProxySettings> proxy;
  std::vector<std::string> steps{"10", "50"};  // percent
  long step_for = 30;                          // seconds
  long keep_old = 30;                          // seconds
  std::vector<RegistryLogin> registries;
};

/// Their lines in an option table, those about health included.
std::vector<ansible::Option<BringUpOptions>> bring_up_option_lines();

/// What they say, and nothing of which stack it is. Errors: a time that makes no sense.
Expected<BringUpSettings> bring_up_settings(const BringUpOptions& options);

}  // namespace slipway
