// The Docker Compose of this machine.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "compose/version.hpp"
#include "system/process.hpp"

namespace slipway {

struct InstalledCompose {
  std::string printed;  // "2.26.1-4"
  ComposeVersion version;
};

/// Asks docker for it beside whatever else is done; `environment` is that of compose_environment.
class InstalledComposeQuestion {
 public:
  InstalledComposeQuestion(const Environment& environment, Processes& processes);

  /// Waits for it, the first time. Errors: docker is not there (ENOENT) or cannot be run; it has no Compose,
  /// or one that says no version.
  const Expected<InstalledCompose>& answer();

 private:
  Expected<std::unique_ptr<StartedCommand>> asked_;
  std::optional<Expected<InstalledCompose>> answer_;
};

}  // namespace slipway
