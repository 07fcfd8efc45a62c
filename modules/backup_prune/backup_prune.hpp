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
  std::string images = "keep";
  std::optional<std::string> docker_host;
  ansible::Json environment = ansible::Json::object();
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
  std::vector<std::string> protect;  // as given
  bool removes_images = false;
  std::string docker_host;             // empty: that of the environment
  Environment environment;             // what is given beside the module's own
  ReleaseFolder folder;                // the records as they were read last
  std::vector<RetentionVerdict> kept;  // newest first
  std::vector<std::string> removed;    // oldest first
  std::vector<OtherEntry> ignored;
  std::vector<UnusedImage> images;  // those that go, or have gone; ordered by id
  std::set<std::string> objects;    // secrets and configs in a swarm that go, or have gone; by name
  std::vector<std::string> warnings;
};

/// Reads the records and decides. Errors: a folder that cannot be read, a manifest that may be the
/// live release's and cannot, a negative number, a span that is none, a record that cannot be removed.
Expected<Plan> plan(const Args& args, System& system);

/// Takes the lock, decides again by what is there now, and removes, oldest first; then the images, of which
/// one that cannot be removed is a warning: the records that would tell of it have gone.
Expected<void> apply(Plan& plan, System& system);

ansible::Result report(const Plan& plan);

ansible::Module<Args, Plan> module();

/// From the options to the policy. A file of its own.
Expected<RetentionPolicy> policy_from(const Args& args, System& system);

/// The images that the releases in `removed` record, before or as deployed, and no other release of the
/// folder does, whatever its project. A file of its own.
std::vector<UnusedImage> unused_images(const ReleaseFolder& folder, const std::vector<std::string>& removed);

/// Puts those of them into the plan that the engine has and that no container was made from, when images are
/// to be removed at all. What keeps them there is a warning. Errors: an address of an engine that cannot be.
Expected<void> find_images(Plan& plan, System& system);

/// The secrets and configs in a swarm that only the removed releases need. A file of its own.
std::set<std::string> unneeded_objects(const ReleaseFolder& folder, const std::vector<std::string>& removed);

/// Removes the plan's; those that stay are taken out of it. What goes wrong is a warning.
void remove_swarm_objects(Plan& plan, System& system);

/// Removes the plan's images; those that stay are taken out of it, and are warnings.
Expected<void> remove_images(Plan& plan, System& system);

}  // namespace slipway::backup_prune
