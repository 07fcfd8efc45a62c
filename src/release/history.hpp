// What the records of one project, taken together, say: which release is live, and what a rollback undoes.
//
// The rules, with "ended" for every state but started:
// - Live is what the newest ended record says: a deployed deploy makes itself live, a deployed rollback what
//   it put back, or itself once the record of that is gone; one that failed or was rolled back leaves what
//   was live before it.
// - A rollback without a timestamp undoes the newest ended record if that is a deployed deploy with something
//   before it. After a rollback, or a deploy that failed or was undone, there is nothing to undo; but when
//   what a failed deploy did could not be put back, that is. A rollback that failed is passed over, so that
//   it can be run again.
// - A deploy is undone when it was rolled back, or a deployed rollback put back what was before it, and it
//   has not been made live again since.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "release/release.hpp"

namespace slipway {

struct ReleaseHistory {
  std::optional<std::string> live;
  std::optional<std::string> undo;
  std::string undo_reason;  // why there is nothing to undo; empty when there is
  std::optional<std::string> newest_ended;
  std::optional<std::string> unfinished;  // who holds the lock: not ended, or deployed once more
  std::set<std::string> undone;
};

/// `releases`: those of one project, ordered by sequence.
ReleaseHistory release_history(const std::vector<Release>& releases);

/// The release that an ended record leaves live; nullopt when none.
std::optional<std::string> live_after(const Release& release);

/// The record of which `deployed` says how the stack is to stand now: the newest one that went well, be it a
/// deploy or a rollback. What failed or was rolled back since has put that back. Null when there is none.
const Release* standing_release(const std::vector<Release>& releases);

/// The record called `name`; null when there is none.
const Release* find_release(const std::vector<Release>& releases, const std::string& name);

}  // namespace slipway
