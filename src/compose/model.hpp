// The whole configuration of a stack, as `docker compose config --format json` prints it: every file merged,
// every variable resolved. It holds secrets.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "compose/replacement.hpp"
#include "util/error.hpp"

namespace slipway {

/// When a service that another one depends on is there for it.
enum class DependencyCondition {
  started,   // it runs
  healthy,   // its health check has passed
  completed  // it has run to its end, with code 0
};

struct Dependency {
  std::string service;
  DependencyCondition condition = DependencyCondition::started;
  bool required = true;   // false: it may be missing, or fail
  bool restarts = false;  // the dependent is restarted with it (`restart: true`)

  bool operator==(const Dependency&) const = default;
};

struct ServiceModel {
  std::string image;  // empty: it has none of its own, and Compose names the one that it builds
  long replicas = 1;
  std::map<std::string, std::string> environment;
  std::map<std::string, std::string> settings;  // everything else that its containers are made by, as JSON
  std::string container_name;                   // empty: Compose names its containers
  std::vector<std::string> shares;     // the services of whose containers it uses a namespace or the volumes
  std::vector<Dependency> depends_on;  // the services that it waits for
  std::vector<std::string> networks;   // the names of those that it is connected to
  std::vector<std::string> volumes;    // the names of those that it mounts
  // Empty, or the key that makes Compose add to the service before it hashes it, so that the hash is not
  // known: `models` (compose/v2, pkg/compose/model.go), `use_api_socket` (apiSocket.go).
  std::string added_to_by;
  bool builds = false;                      // it has a `build`
  std::string pull_policy;                  // as it is written; empty: it says nothing
  std::string platform;                     // "linux/arm64"; empty: the engine's own
  std::vector<std::string> mounted_images;  // those that it mounts as volumes
  ReplacementRules replacement;
};

struct ComposeModel {
  std::string project;
  std::map<std::string, ServiceModel> services;
  std::set<std::string> providers;  // services without containers, which a `provider` is asked for
  std::map<std::string, std::string> networks;  // as of network_hashes
};

/// Errors: it is no JSON, or names no services.
Expected<ComposeModel> parse_compose_model(const std::string& config);

/// A configuration, ready to be hashed.
struct HashableConfig {
  std::string text;
  bool is_normal = false;  // Compose must take it as it stands (`--no-normalize`): it would find services in
                           // it that are none
};

/// The configuration as Compose hashes it when it makes containers: `network_mode`, `ipc` and `pid` of
/// `service:NAME`, and `volumes_from`, with the id of the service's container (compose/v2,
/// pkg/compose/convergence.go, resolveServiceReferences: a mode like `:ro` falls away, and so does the
/// `container:` of another's container), and without the dependencies that are not required and not there. A
/// service that is not in `containers` stays. Where there is nothing to put in, the text is the same, byte
/// for byte.
HashableConfig with_container_ids(const std::string& config,
                                  const std::map<std::string, std::string>& containers);

}  // namespace slipway
