// The networks of the engine, read through its HTTP API.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "system/engine.hpp"

namespace slipway {

/// What the engine knows of a network.
struct Network {
  std::string name;
  std::string config_hash;  // Compose's hash of its definition; empty when it has none (Compose before 2.31)
};

/// The network of exactly this name; nullopt when there is none. Errors: those of engine_json.
Expected<std::optional<Network>> inspect_network(Engine& engine, const std::string& name);

/// The names of those that Compose made for a project.
Expected<std::vector<std::string>> project_networks(Engine& engine, const std::string& project);

}  // namespace slipway
