// What `docker compose up` would do to a stack, with files that need not be written yet.
#pragma once

#include "changes/service_changes.hpp"
#include "stack/future_files.hpp"

namespace slipway {

/// Asks Compose and the engine, and writes nothing. Of `rules` the version of Compose is filled in. Errors:
/// files that Compose refuses, an engine that does not answer.
Expected<UpForecast> up_forecast(const ComposeProject& project, UpRules rules, const FutureFiles& files,
                                 System& system);

/// The same with the files as they stand there. `secrets` do not show in errors.
Expected<UpForecast> up_forecast(const ComposeProject& project, UpRules rules,
                                 const std::vector<std::string>& secrets, System& system);

}  // namespace slipway
