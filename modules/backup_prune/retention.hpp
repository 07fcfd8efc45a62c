// Which release records are worth keeping.
#pragma once

#include <ctime>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "backup_prune/retention_times.hpp"
#include "release/store.hpp"

namespace slipway {

struct RetentionPolicy {
  long keep_last = 0;    // newest deployed releases, plain folders among them
  long keep_failed = 0;  // newest records that are no good release: failed, undone, rollbacks
  std::set<std::string> protect{};
  // The newest deployed release, or plain folder, of each of so many days, ISO weeks, months or years that
  // have one:
  long keep_daily = 0;
  long keep_weekly = 0;
  long keep_monthly = 0;
  long keep_yearly = 0;
  std::optional<RetentionSpan> keep_within{};  // everything since so long before the newest release
  std::time_t now =
      0;  // later releases are from a clock that was wrong: keep_within does not count from them

  /// Whether no rule is for releases that were deployed: then each of them is kept.
  bool spares_deployed() const {
    return keep_last == 0 && keep_daily == 0 && keep_weekly == 0 && keep_monthly == 0 && keep_yearly == 0 &&
           !keep_within;
  }
  bool empty() const { return keep_failed == 0 && spares_deployed(); }
};

/// What becomes of a record; it is kept when there is any reason to.
struct RetentionVerdict {
  std::string name;
  std::vector<std::string> reasons;
};

/// One verdict for each record of a project, oldest first: plain folders by name, then records by sequence.
/// Rules are ORed as in `restic forget`. Whatever the policy says, there is a reason to keep the live
/// release, the one that a rollback would undo, the newest ended record (it says what is live), unfinished
/// ones, and those that an unfinished rollback puts back; an empty policy keeps all, and one without a rule
/// for releases that were deployed keeps all of those.
std::vector<RetentionVerdict> apply_retention(const std::vector<std::string>& plain,
                                              const std::vector<Release>& releases,
                                              const RetentionPolicy& policy);

}  // namespace slipway
