// The services of a stack as a swarm knows them, read through the engine's API (1.41 and newer).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "system/engine.hpp"

namespace slipway {

/// `docker stack deploy` puts it on all that it makes (docker/cli, cli/compose/convert).
inline constexpr const char* stack_label = "com.docker.stack.namespace";

/// A filter of the API, ready for a query: {"label":["com.docker.stack.namespace=shop"]}. `more`: further
/// filters, each with one value.
std::string stack_filter(const std::string& stack, const std::map<std::string, std::string>& more = {});

/// "shop_" is taken off "shop_app".
std::string name_in_stack(const std::string& stack, const std::string& name);

struct SwarmService {
  std::string id;
  std::string name;   // as in the compose files: "app"
  long version = 0;   // that an update has to name
  std::string image;  // as it was deployed: "registry:5000/app:v1@sha256:…"
  std::map<std::string, std::string> labels;
  std::map<std::string, std::string> environment;
  std::optional<long> replicas;  // nullopt: one on each node that it may run on
  long desired = 0;              // tasks that the swarm itself wants to run now
  bool runs_to_end = false;      // a job: its tasks are done once they have ended with code 0
  bool may_end = false;  // one that has ended with code 0 is done as well, since it is not started again
  std::vector<std::string> objects;  // the names of the secrets and configs that it uses
  std::string
      update_state;  // updating, paused, completed, rollback_started, …; empty: none since its spec changed
  std::string update_began;    // RFC 3339
  std::string update_message;  // the swarm's own words
  std::string spec;            // all that it was told, as JSON whose keys are in order
};

/// By name; empty when there is no such stack. Errors: this engine is no manager, or does not answer.
Expected<std::vector<SwarmService>> stack_services(Engine& engine, const std::string& stack);

/// Makes new tasks of a service as it is, as `docker service update --force` does. Errors: somebody has
/// changed it since.
Expected<void> force_update(Engine& engine, const SwarmService& service);

}  // namespace slipway
