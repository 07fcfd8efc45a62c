// Which release records are worth keeping.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "stack/release_store.hpp"

namespace slipway {

struct RetentionPolicy {
  long keep_last = 0;    // newest deployed releases, plain folders among them
  long keep_failed = 0;  // newest records that are no good release: failed, undone, rollbacks
  std::set<std::string> protect;

  bool empty() const { return keep_last == 0 && keep_failed == 0; }
};

/// What becomes of a record; it is kept when there is any reason to.
struct RetentionVerdict {
  std::string name;
  std::vector<std::string> reasons;
};

/// One verdict for each record of a project, oldest first: plain folders by name, then records by sequence.
/// Rules are ORed as in `restic forget`. Whatever the policy says, there is a reason to keep the live
/// release, the one that a rollback would undo, the newest ended record (it says what is live) and unfinished
/// ones; an empty policy keeps all.
std::vector<RetentionVerdict> apply_retention(const std::vector<std::string>& plain,
                                              const std::vector<Release>& releases,
                                              const RetentionPolicy& policy);

}  // namespace slipway
