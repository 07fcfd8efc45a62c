// What of a stack is waited for, and what it needs to be well.
#pragma once

#include <optional>
#include <set>
#include <string>

#include "compose/services.hpp"

namespace slipway {

/// What a container without a health check needs.
enum class WithoutHealthcheck { running, ignore, fail };

struct HealthLimits {
  WithoutHealthcheck without_healthcheck = WithoutHealthcheck::running;
  long max_restarts = 2;
};

struct HealthRules {
  HealthLimits limits;
  std::set<std::string> services;             // only these; empty: all
  std::optional<ComposeServices> configured;  // what must be there; not given: what was seen

  /// Whether such a container is judged.
  bool counts(const std::string& service, bool one_off) const;
};

}  // namespace slipway
