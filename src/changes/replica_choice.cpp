#include "changes/replica_choice.hpp"

#include <algorithm>

namespace slipway {
namespace {

/// The first in which obsolete containers are the first to go.
constexpr ComposeVersion obsolete_ones_go_first{2, 31};

bool has_obsolete(const std::vector<Replica>& replicas) {
  return std::any_of(replicas.begin(), replicas.end(), [](const Replica& one) { return one.obsolete; });
}

}  // namespace

ReplicaChoice choose_replicas(std::vector<Replica> replicas, long wanted, ComposeVersion compose) {
  const bool obsolete_last = compose >= obsolete_ones_go_first;
  std::stable_sort(replicas.begin(), replicas.end(), [&](const Replica& one, const Replica& other) {
    if (one.obsolete != other.obsolete) return one.obsolete != obsolete_last;
    return one.container->number < other.container->number;
  });
  const auto there = static_cast<long>(replicas.size());
  const auto cut = replicas.begin() + std::clamp(wanted, 0L, there);
  ReplicaChoice choice{{replicas.begin(), cut}, {cut, replicas.end()}};
  choice.is_certain = !has_obsolete(choice.kept) || !has_obsolete(choice.removed);
  return choice;
}

}  // namespace slipway
