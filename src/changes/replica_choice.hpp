// Which containers of a service Compose keeps when there are more than it shall have.
#pragma once

#include <vector>

#include "compose/version.hpp"
#include "engine/containers.hpp"

namespace slipway {

/// A container that is there, and whether it has to be recreated.
struct Replica {
  const Container* container = nullptr;
  bool obsolete = false;
};

struct ReplicaChoice {
  std::vector<Replica> kept;     // those that are obsolete come again under their own number
  std::vector<Replica> removed;  // a scale that is lowered
  bool is_certain = true;        // else it is known how many go, and not which of the obsolete ones
};

/// Compose's own choice (compose/v2, pkg/compose/convergence.go, ensureService; since 5.2 reconcile.go,
/// sortContainers): the highest numbers go; up to 2.30 obsolete ones last, since 2.31 first. Several obsolete
/// ones it leaves in an order that nobody can know.
ReplicaChoice choose_replicas(std::vector<Replica> replicas, long wanted, ComposeVersion compose);

}  // namespace slipway
