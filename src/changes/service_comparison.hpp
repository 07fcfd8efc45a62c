// Why Compose would not keep a container.
#pragma once

#include <string>
#include <vector>

#include "changes/service_changes.hpp"

namespace slipway {

/// How a container of `service`, which the next configuration has, differs from what it shall be; empty: in
/// nothing that Compose looks at.
std::vector<ChangeReason> reasons_to_recreate(const UpForecast& forecast, const std::string& service,
                                              const Container& container);

}  // namespace slipway
