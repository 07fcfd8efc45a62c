// The engine's events about containers.
#pragma once

#include <string>

#include "system/error.hpp"

namespace slipway {

struct ContainerEvent {
  std::string action;  // "start", "die", "kill", "destroy", "health_status: healthy", "exec_start: …"
  std::string id;      // of the container
};

/// One line of GET /events. Errors: no JSON.
Expected<ContainerEvent> parse_container_event(const std::string& line);

/// Whether the container's state may differ after it. Health probes alone cause three of the others each.
bool changes_state(const ContainerEvent& event);

}  // namespace slipway
