// Whether a release may start, and what its record then says.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "release/lock.hpp"
#include "release/release.hpp"
#include "release/store.hpp"

namespace slipway {

struct StartRequest {
  std::string name;
  std::string project;
  ReleaseKind kind = ReleaseKind::deploy;
  LockRequest lock;
  std::optional<std::string> restores;  // of a rollback: the release whose files it puts back
  FileSet restores_to = FileSet::deployed;
  bool resume_only = false;  // go on with a record that the owner holds, or not at all
};

enum class Start {
  create,  // there is no such record yet
  reopen,  // it failed or was rolled back, and nothing came after it
  rerun,   // it is deployed and nothing came after it: it is held while it is deployed once more
  resume,  // it is open already, and ours, or has been taken over
};

struct StartDecision {
  Start what = Start::create;
  Release release;  // as its manifest will be; of a new one, what the records decide: all but files and times
  std::vector<Release> ended;  // others of the project that are taken over, as their manifests will be
};

/// Refuses when another owner has an unfinished record of the project that may not be taken over, or one of
/// this name that is another project's, of another kind, or not the newest; a rollback that names no release
/// that can be restored, or another one than when it began; and to begin beside a damaged record that leaves
/// uncertain what is live (release_damage.hpp). With `resume_only`, whatever is not an open record of this
/// name and owner: nothing is taken over, opened again or made.
Expected<StartDecision> decide_start(const ReleaseFolder& folder, const StartRequest& request);

}  // namespace slipway
