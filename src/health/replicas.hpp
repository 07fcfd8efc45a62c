// Which of a service's containers stand for it, when there are more of them than there should be. Pure
// decisions, no I/O.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "health/watched_container.hpp"

namespace slipway {

/// A container that stands for its service.
struct JudgedReplica {
  std::string id;
  // Set while it may be about to replace another: Compose makes the new one first, as `<12 hex>_NAME`, stops
  // and removes the old one, renames the new one and starts it (compose/v2, pkg/compose/convergence.go).
  std::optional<std::chrono::steady_clock::time_point> replaces_until;
};

/// The containers of one service, told apart.
struct Replicas {
  std::vector<JudgedReplica> judged;               // at most one for each number, by number
  std::vector<const WatchedContainer*> left_over;  // do not run, while others stand for the service
  std::vector<const WatchedContainer*> too_many;   // all that run, when these are more than there should be
  std::optional<long> number;  // the one that two of them have, where that is what is wrong
  std::vector<const WatchedContainer*> not_alike;  // all that run, when their configurations differ
};

/// `configured`: how many the compose files say; nullopt when nobody knows: then each number may be there
/// once. `at_last`: nothing is waited for any more. Rules, in words:
/// - Of several with one number the newest stands for it, unless it is dead or being removed, or never ran.
/// - One that never ran counts as long as it may be about to replace another: twelve seconds after it was
///   made (Compose gives the old one ten to stop), and while the old one is being stopped. Then it is left
///   over. So is one that never ran under a number of its own and the name `<12 hex>_NAME`.
/// - What does not run is left over where more are there than configured.
/// - More that run than are configured, or two with one number, are too many.
Replicas told_apart(std::vector<const WatchedContainer*> of_service, std::optional<long> configured,
                    Moment now, bool at_last);

/// "container 0123456789ab_app of service app was created but never started: …", and how to remove it.
std::string left_over_text(const Container& container);

/// "service app is configured for 1 container and runs 2: …", each with its image and since when it runs.
std::string too_many_text(const std::string& service, const Replicas& replicas,
                          std::optional<long> configured);

/// "containers of service app were made from different configurations: …", likewise.
std::string not_alike_text(const std::string& service, const Replicas& replicas);

/// How long the containers that are too many are waited for to go, as when a service is being scaled down.
inline constexpr std::chrono::seconds replacement_grace{12};

}  // namespace slipway
