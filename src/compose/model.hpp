// The whole configuration of a stack, as `docker compose config --format json` prints it: every file merged,
// every variable resolved. It holds secrets.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "util/error.hpp"

namespace slipway {

struct ServiceModel {
  std::string image;  // empty: it has none of its own, and Compose names the one that it builds
  long replicas = 1;
  std::map<std::string, std::string> environment;
  std::map<std::string, std::string> settings;  // everything else that its containers are made by, as JSON
  std::vector<std::string> shares;      // the services of whose containers it uses a namespace or the volumes
  bool hash_is_known = true;            // not with volumes_from: no file can say what Compose hashes then
  std::vector<std::string> depends_on;  // the services that it waits for
  std::vector<std::string> networks;    // the names of those that it is connected to
  std::vector<std::string> volumes;     // the names of those that it mounts
  bool builds = false;                  // it has a `build`
  std::string pull_policy;              // as it is written; empty: it says nothing
  std::string platform;                 // "linux/arm64"; empty: the engine's own
  std::vector<std::string> mounted_images;  // those that it mounts as volumes
};

struct ComposeModel {
  std::string project;
  std::map<std::string, ServiceModel> services;
  std::map<std::string, std::string> networks;  // the definition, as JSON, by name
};

/// Errors: it is no JSON, or names no services.
Expected<ComposeModel> parse_compose_model(const std::string& config);

/// The configuration as Compose hashes it when it makes containers: `network_mode`, `ipc` and `pid` of
/// `service:NAME` with the id of the service's container (compose/v2, pkg/compose/convergence.go,
/// resolveSharedNamespaces). A service that is not in `containers` stays. Where there is nothing to put in,
/// the text is the same, byte for byte.
std::string with_container_ids(const std::string& config,
                               const std::map<std::string, std::string>& containers);

}  // namespace slipway
