// A stack's files as one text for `docker stack deploy`.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "swarm/objects.hpp"

namespace slipway {

/// What the swarm is told of a service.
struct StackService {
  std::string image;                               // "registry:5000/app:v1@sha256:…"
  std::map<std::string, std::string> environment;  // as it is meant, without Compose's `$$`
  std::optional<long> replicas;                    // nullopt: one on each node
  std::map<std::string, std::string> hashes;       // of each key that it has, the start of its SHA-256
  std::set<std::string> objects;                   // the names of its secrets and configs in the swarm
};

struct SwarmFile {
  std::string text;  // JSON, which is YAML. It holds secrets
  std::map<std::string, StackService> services;
};

/// Slipway's own, on each service: "environment=1a2b3c4d,image=5e6f7a8b", so that the next deploy knows what
/// differs.
inline constexpr const char* specification_label = "slipway.specification";

/// From what `docker compose config --format json` prints. `images`: what each reference is deployed as. What
/// a swarm ignores is left out; so is what it refuses, since nobody gets so far with that
/// (swarm/key_findings.hpp). A file of version 3.8 of the format, which docker's client has known
/// since 19.03; of 3.12 where a health check has `start_interval`.
SwarmFile stack_file(const nlohmann::json& config, const std::map<std::string, std::string>& images,
                     const std::vector<SwarmObject>& objects);

/// "a=1,b=2" as a map.
std::map<std::string, std::string> hashes_in_label(const std::string& label);

}  // namespace slipway
