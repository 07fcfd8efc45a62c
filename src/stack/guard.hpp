// The guard of a release: it stays on the server when the run that began the release is gone, and undoes it
// then. Network devices know this as "commit confirmed".
#pragma once

#include <chrono>
#include <string>

#include "release/claim.hpp"
#include "stack/undo.hpp"

namespace slipway {

/// The fewest seconds of silence that a guard takes for the end of a run: between two steps Ansible needs
/// some itself.
constexpr long shortest_silence = 10;

struct GuardSettings {
  ReleaseClaim claim;
  std::chrono::seconds silence{0};
  std::string host;   // where it stands, for the record
  UndoSettings undo;  // but for its request's cause
};

/// Watches the release until its record has ended, then returns. When none of its steps has begun, ended or
/// been at work for `silence`, by a clock that nobody can set, it undoes the release as stack_undo does.
/// While the engine is away it tries again after as long. Never works beside a step or another undoing of the
/// same release.
void guard_release(const GuardSettings& settings, System& system);

}  // namespace slipway
