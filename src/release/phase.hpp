// How far a release has come.
#pragma once

#include <optional>
#include <string>

namespace slipway {

/// Its record is open, files of the stack may have changed, containers may have been touched, the new stack
/// was seen to be well.
enum class ReleasePhase { opened, files, containers, healthy };

std::string to_text(ReleasePhase phase);

/// nullopt for what is no phase.
std::optional<ReleasePhase> release_phase(const std::string& text);

}  // namespace slipway
