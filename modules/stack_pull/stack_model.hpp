// The stack's configuration, as far as it can be known before the release's files are written.
#pragma once

#include <optional>

#include "compose/command.hpp"
#include "compose/model.hpp"
#include "system/system.hpp"

namespace slipway::stack_pull {

/// As `docker compose config` prints it. nullopt when a compose file is not there yet, as before a first
/// deploy; when `.env` is not, and Compose refuses the files for it, they are taken with their variables as
/// they are written. Both are warnings. Errors: Compose cannot be run, or refuses the files.
Expected<std::optional<ComposeModel>> stack_model(const ComposeProject& project, System& system,
                                                  std::vector<std::string>& warnings);

}  // namespace slipway::stack_pull
