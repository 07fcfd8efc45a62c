// What a compose file says that a swarm does not do.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace slipway {

/// What becomes of a service's key (docker/cli, cli/compose/types: UnsupportedProperties,
/// DeprecatedProperties, ForbiddenProperties, and its schema).
enum class KeyFate {
  taken,
  unneeded,  // says nothing about what runs: how it is built, pulled or chosen
  ignored,   // the service runs without it
  refused,   // `docker stack deploy` takes no file that has it
};
KeyFate fate_of(const std::string& key);

struct KeyFinding {
  std::string service;   // empty: it is no service's
  std::string key;       // with the keys that lead to it: "ports.host_ip"
  bool refused = false;  // else it is ignored
  std::string remedy;    // what to do: half a sentence
};

/// All that is ignored or refused, by service. `config`: as `docker compose config --format json` prints it.
std::vector<KeyFinding> key_findings(const nlohmann::json& config);

/// "service app: Docker Swarm ignores privileged".
std::string finding_text(const KeyFinding& finding);

}  // namespace slipway
