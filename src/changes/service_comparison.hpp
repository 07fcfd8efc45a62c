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

/// Whether Compose recreates the network, since it is there and was made by another definition.
bool has_another_definition(const UpForecast& forecast, const std::string& network);

/// The network of the service for which Compose stops the container, since it recreates that network.
std::optional<ChangeReason> network_made_anew(const UpForecast& forecast, const std::string& service,
                                              const Container& container);

/// Why it cannot be told whether a container that looks as it shall is recreated all the same; nullopt: it
/// can.
std::optional<ChangeReason> kept_from_knowing(const UpForecast& forecast, const std::string& service);

}  // namespace slipway
