// What a deploy of a stack to a swarm would do, asked beforehand.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "swarm/changes.hpp"
#include "system/system.hpp"

namespace slipway {

struct SwarmForecast {
  std::string stack;  // its name
  SwarmFile file;
  std::vector<SwarmObject> missing;    // secrets and configs that are made first
  std::vector<SwarmService> services;  // as they are
  std::vector<ServiceChange> changes;
  std::map<std::string, std::string>
      absent;                      // references of which this node has no image, and a service that needs it
  std::vector<std::string> local;  // references that no registry has, as far as this node knows
  std::vector<std::string> refused;  // sentences: what `docker stack deploy` does not take
  std::vector<std::string> warnings;

  bool changes_something() const;
};

/// `project` with that env file, as Compose is asked; it has the name of the stack, or Compose says it.
/// `compose` hides what is secret. Errors: this engine is no manager; files that Compose refuses; those of
/// objects_of and missing_objects.
Expected<SwarmForecast> swarm_forecast(const ComposeProject& project, const std::optional<Path>& env_file,
                                       const ComposeConfig& compose, const SwarmRules& rules, System& system);

}  // namespace slipway
