// Whether a release may start, and what its record then says.
#pragma once

#include <optional>
#include <string>

#include "stack/release.hpp"
#include "stack/release_store.hpp"

namespace slipway {

struct StartRequest {
  std::string name;
  std::string project;
  ReleaseKind kind = ReleaseKind::deploy;
  std::string owner;
  std::optional<std::string> restores;  // of a rollback: the release whose files it puts back
  FileSet restores_to = FileSet::deployed;
};

enum class Start {
  create,  // there is no such record yet
  reopen,  // it failed or was rolled back, and nothing came after it
  resume,  // it is open already, or it is deployed and nothing came after it
};

struct StartDecision {
  Start what = Start::create;
  Release release;  // as its manifest will be; of a new one, what the records decide: all but files and times
};

/// Refuses when the project has another unfinished record, or one of this name that is another owner's,
/// another project's, of another kind, or not the newest; and a rollback that names no release that can be
/// restored.
Expected<StartDecision> decide_start(const ReleaseFolder& folder, const StartRequest& request);

}  // namespace slipway
