// What a service says to Slipway itself, under `x-slipway` (Compose specification, extensions).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "util/error.hpp"

namespace slipway {

/// What a new container has to show before anybody is sent there: that a command in it ends with 0, or what a
/// page answers at the container's own address.
struct ContainerCheck {
  std::vector<std::string> command;  // empty: it is the page
  long port = 80;
  std::string path = "/";
  long status = 200;
  std::string contains;  // empty: any body will do

  bool operator==(const ContainerCheck&) const = default;
};

struct OwnSettings {
  std::optional<ContainerCheck> check;  // of a new container
  std::vector<std::string> drain;       // a command that an old one runs before it is stopped; empty: none

  bool operator==(const OwnSettings&) const = default;
};

/// Of each service that has them, from the output of `docker compose config` as YAML: as JSON it leaves
/// extensions out (compose-go, types.ServiceConfig). Errors, with the service: a key that is not known, a
/// value of another type.
Expected<std::map<std::string, OwnSettings>> parse_own_settings(const std::string& config);

}  // namespace slipway
