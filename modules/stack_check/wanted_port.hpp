// A port of the host that a service wants for itself.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "engine/neighbours.hpp"
#include "system/listening_ports.hpp"

namespace slipway::stack_check {

struct WantedPort {
  std::string address;  // empty: all of the host's
  long port = 0;
  std::string protocol = "tcp";

  std::string shown() const;
  bool collides_with(const PublishedPort& other) const;
  bool collides_with(const ListeningPort& other) const;
};

/// Of a service as `docker compose config` prints it. A range, out of which the engine takes one that is
/// free, and a port that it chooses itself want none.
std::vector<WantedPort> wanted_ports(const nlohmann::json& service);

}  // namespace slipway::stack_check
