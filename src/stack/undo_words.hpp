// What is said of a release that was undone, or was not.
#pragma once

#include <string>

#include "stack/undo.hpp"

namespace slipway {

/// What became of the stack, in whole sentences: "The running stack was not touched. Live is release v1."
std::string undo_outcome(const Undo& undo);

/// "Release v2 failed: CAUSE. OUTCOME". `kind`: what it is when there is no record of it.
std::string undo_report(const Undo& undo, const std::string& name, ReleaseKind kind);

/// The same when nobody says why: what was repaired, or that there was nothing to; or why it could not be.
std::string undo_message(const Undo& undo);

/// In check mode: what a real run would do.
std::string undo_forecast(const Undo& undo);

}  // namespace slipway
