// The stack's configuration, as far as it can be known before the release's files are written.
#pragma once

#include <optional>

#include "compose/model.hpp"
#include "stack_pull/stack_pull.hpp"

namespace slipway::stack_pull {

/// Reads the stack into the plan, with `.env` as `args` describe it, else as it stands there. nullopt when a
/// compose file is not there yet; when `.env` is not, and Compose refuses the files for it, they are taken
/// with their variables as they are written. Both are warnings. Errors: Compose cannot be run, or refuses the
/// files; what `.env` is described by is wrong.
Expected<std::optional<ComposeModel>> stack_model(const Args& args, Plan& plan, System& system);

}  // namespace slipway::stack_pull
