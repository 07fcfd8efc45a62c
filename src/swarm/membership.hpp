// What an engine is in a Docker Swarm.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "system/engine.hpp"

namespace slipway {

struct SwarmMembership {
  std::string state;     // inactive, pending, active, error, locked (moby, api/types/swarm, LocalNodeState)
  bool manages = false;  // it is a manager, so that it can be asked about services
  std::string error;     // the engine's own words; empty: none
};

/// GET /info.
Expected<SwarmMembership> swarm_membership(Engine& engine);

/// What keeps a stack from being deployed here as a sentence's two halves: what is wrong, and what to do.
/// Empty halves: nothing does.
struct SwarmTrouble {
  std::string problem;
  std::string remedy;
};
SwarmTrouble trouble_of(const SwarmMembership& membership);

/// Errors: that trouble; an engine that does not answer.
Expected<void> check_manages(Engine& engine);

struct SwarmNode {
  std::string id;
  std::string name;          // of its host
  std::string state;         // ready, down, unknown, disconnected
  std::string availability;  // active, pause, drain
};

/// Those that the swarm knows, by name (GET /nodes). Errors: this engine is no manager.
Expected<std::vector<SwarmNode>> swarm_nodes(Engine& engine);

}  // namespace slipway
