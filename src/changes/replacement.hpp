// Which way a service's containers are replaced in a rolling deploy.
#pragma once

#include <optional>
#include <string>

#include "changes/service_changes.hpp"

namespace slipway {

struct Replacement {
  bool start_first = false;  // the new container is there before the old one goes
  std::string why;           // "two of its containers can run side by side", "its container_name is shop-app"
};

/// The containers of a service, by what a rolling deploy does with them.
struct RollingContainers {
  std::vector<const Container*> staying;  // as they shall be, and running
  std::vector<const Container*> going;    // all others
};

RollingContainers rolling_containers(const UpForecast& forecast, const ServiceChange& change);

/// Start-first where two containers can live side by side, unless the compose file says otherwise; nullopt of
/// a service of which nothing that runs is replaced. `update_config.order` counts before what is written in
/// common, since its author knows whether two may write there, and not before what cannot be (container_name,
/// a published port, the host's network, a fixed address, a shared namespace).
std::optional<Replacement> replacement_of(const UpForecast& forecast, const ServiceChange& change);

/// Of a service that is replaced start-first and has more containers than it shall have: the change names
/// those that RollingUpdate lets go, which may be others than Compose would choose. Where all that it shall
/// have are as they shall be (a run that was cut off has left both), it is no more than scaled down.
void name_those_that_go(const UpForecast& forecast, ServiceChange& change);

/// "start-first, since …" or "stop-first, since …: it is away meanwhile".
std::string replacement_text(const Replacement& replacement);

}  // namespace slipway
