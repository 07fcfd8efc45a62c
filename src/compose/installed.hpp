// The Docker Compose of this machine.
#pragma once

#include <string>

#include "compose/version.hpp"
#include "system/process.hpp"

namespace slipway {

struct InstalledCompose {
  std::string printed;  // "2.26.1-4"
  ComposeVersion version;
};

/// Asks docker for it; `environment` is that of compose_environment. Errors: docker is not there (ENOENT) or
/// cannot be run; it has no Compose, or one that says no version.
Expected<InstalledCompose> installed_compose(const Environment& environment, Processes& processes);

}  // namespace slipway
