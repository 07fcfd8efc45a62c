// What `docker stack deploy` would do to the services of a stack.
#pragma once

#include <string>
#include <vector>

#include "changes/service_changes.hpp"
#include "swarm/services.hpp"
#include "swarm/stack_file.hpp"

namespace slipway {

struct SwarmRules {
  bool force_recreate =
      false;  // new tasks of services that stay as they are, as `docker service update --force`
  bool remove_orphans = false;  // `--prune`
};

/// One entry for each service of the file, and for each that goes, by name. A service is updated when its
/// image, its variables or its replicas are other than the file's, or what the last deploy noted of its keys
/// (specification_label); one that somebody else deployed, always. `unpinned`: references of which the digest
/// is not known yet.
std::vector<ServiceChange> swarm_changes(const SwarmFile& file, const std::vector<SwarmService>& there,
                                         const std::set<std::string>& unpinned, const SwarmRules& rules);

/// Whether `force_recreate` makes new tasks of it by itself, since its new specification does not.
bool needs_force(const ServiceChange& change);

}  // namespace slipway
