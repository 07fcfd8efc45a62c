// What the engine says about a stack at the moment a record is made.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "engine/containers.hpp"
#include "release/release.hpp"

namespace slipway {

/// What runs, in the two forms that a record needs.
struct RunningStack {
  std::string containers_json;           // current_containers.json: an array with the keys of
                                         // `docker compose ps --all --format json`
  std::vector<ReleaseImage> images;      // one entry for each reference and image id
  std::vector<ReleaseService> services;  // one entry for each service and configuration
  std::vector<std::string> objects{};    // on a swarm: the names of the secrets and configs that it uses
  bool empty = true;                     // the project has no container at all
};

/// Asks the engine for the project's containers, stopped ones included, and their images. `now` serves to say
/// how long ago they were made.
Expected<RunningStack> running_stack(Engine& engine, const std::string& project,
                                     std::chrono::system_clock::time_point now);

/// The array for current_containers.json. `list`: the engine's own list (GET /containers/json).
std::string compose_ps_json(const nlohmann::json& list, std::chrono::system_clock::time_point now);

}  // namespace slipway
