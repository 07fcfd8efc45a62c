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

  /// What it printed, in one line; waits for it, the first time. Errors: docker is not there (ENOENT) or
  /// cannot be run.
  const Expected<std::string>& printed();

  /// Errors: those of printed(); docker has no Compose, or one that says no version.
  Expected<InstalledCompose> answer();

 private:
  Expected<std::unique_ptr<StartedCommand>> asked_;
  std::optional<Expected<std::string>> printed_;
};

}  // namespace slipway
