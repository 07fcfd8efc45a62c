// Names that services need for their containers and that somebody else has.
#pragma once

#include <string>
#include <vector>

#include "changes/up_plan.hpp"
#include "system/engine.hpp"

namespace slipway {

/// A sentence for each name that a container would be made under and that a container outside of the service
/// has. `project`: the stack's own; what is removed from it as an orphan is in nobody's way. Errors: the
/// engine cannot be asked.
Expected<std::vector<std::string>> name_conflicts(const UpForecast& forecast,
                                                  const std::vector<ServiceChange>& changes,
                                                  const std::string& project, Engine& engine);

}  // namespace slipway
