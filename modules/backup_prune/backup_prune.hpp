// backup_prune: removes the release records that are not worth keeping.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "ansible/module.hpp"
#include "backup_prune/retention.hpp"
#include "release/store.hpp"

namespace slipway::backup_prune {

struct Args {
  Path path;
  std::optional<std::string> project_name;
  long keep_last = 5;
  long keep_failed = 3;
  std::vector<std::string> protect;
  std::optional<std::string> keep_within;
  long keep_daily = 0;
  long keep_weekly = 0;
  long keep_monthly = 0;
  long keep_yearly = 0;
};

/// An image, and the names that the removed releases gave it.
struct UnusedImage {
  std::string id;                    // sha256:…
  std::set<std::string> references;  // as in the compose files
};

struct Plan {
  Path path;
  std::optional<std::string> project_name;
  RetentionPolicy policy;
  std::vector<std::string> protect;    // as given
  ReleaseFolder folder;                // the records as they were read last
  std::vector<RetentionVerdict> kept;  // newest first
  std::vector<std::string> removed;    // oldest first
  std::vector<OtherEntry> ignored;
  std::vector<UnusedImage> images;  // of removed releases, which no other one records; ordered by id
  std::vector<std::string> warnings;
};

/// Reads the records and decides. Errors: a folder that cannot be read, a manifest that may be the
/// live release's and cannot, a negative number, a span that is none, a record that cannot be removed.
Expected<Plan> plan(const Args& args, System& system);

/// Takes the lock, decides again by what is there now, and removes, oldest first.
Expected<void> apply(Plan& plan, System& system);

ansible::Result report(const Plan& plan);

ansible::Module<Args, Plan> module();

/// From the options to the policy. A file of its own.
Expected<RetentionPolicy> policy_from(const Args& args, System& system);

/// The images that the releases in `removed` record, before or as deployed, and no other release of the
/// folder does, whatever its project. A file of its own.
std::vector<UnusedImage> unused_images(const ReleaseFolder& folder, const std::vector<std::string>& removed);

}  // namespace slipway::backup_prune
