// What `docker compose config` says a stack consists of.
#pragma once

#include <map>
#include <string>

#include "util/error.hpp"

namespace slipway {

struct ConfiguredService {
  long replicas = 1;       // `scale`, else `deploy.replicas`, else 1 (compose-go, ServiceConfig.GetScale)
  bool completes = false;  // another service waits for its `service_completed_successfully`
};

struct ComposeServices {
  std::string project;  // the project's name as Compose resolved it
  std::map<std::string, ConfiguredService> services;
};

/// Reads the output of `docker compose config`, YAML or JSON. Services of a profile that is off are not in
/// it; a service with a `provider` has no container and is left out. Errors: not YAML, no services.
Expected<ComposeServices> parse_compose_services(const std::string& config);

}  // namespace slipway
