// What of a stack is waited for, and what it needs to be well.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "compose/model.hpp"
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
  // Of services that others wait for, what they wait for; a service that is not in it has to be well.
  std::map<std::string, DependencyCondition> conditions{};

  std::set<std::string> containers{};  // only these, by id; empty: all

  /// Whether such a container is judged.
  bool counts(const std::string& id, const std::string& service, bool one_off) const;
};

}  // namespace slipway
