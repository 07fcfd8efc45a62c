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
  bool restores_auto = false;  // or whatever a rollback without a name undoes
};

enum class Start {
  create,   // there is no such record yet
  reopen,   // it failed or was rolled back, and nothing came after it
  rerun,    // it is deployed and nothing came after it: it is held while it is deployed once more
  resume,   // it is open already, and ours, or has been taken over
  nothing,  // it would be a rollback, and there is nothing to undo
};

/// What there is instead of something to undo.
struct NothingToUndo {
  std::string reason;
  std::optional<std::string> live;
};

struct StartDecision {
  Start what = Start::create;
  Release release;  // as its manifest will be; of a new one, what the records decide: all but files and times
  std::vector<Release> ended;  // others of the project that are taken over, as their manifests will be
  NothingToUndo nothing{};
};

/// Refuses when another owner has an unfinished record of the project that may not be taken over, or one of
/// this name that is another project's, of another kind, or not the newest; a rollback that names no release
/// that can be restored, or another one than when it began; and to begin beside a damaged record that leaves
/// uncertain what is live (release/damage.hpp).
/// With `restores_auto` the history (release/history.hpp) says what is undone, or a record of this name goes
/// on with what it began; refuses while an unfinished release would have to be taken over for it.
Expected<StartDecision> decide_start(const ReleaseFolder& folder, const StartRequest& request);

}  // namespace slipway
