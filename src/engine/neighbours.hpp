// What containers of all projects have on an engine, and what else it has by name.
#pragma once

#include <string>
#include <vector>

#include "system/engine.hpp"

namespace slipway {

struct PublishedPort {
  std::string address;  // of the host; "0.0.0.0" and "::": all of them
  long port = 0;
  std::string protocol;  // tcp, udp, sctp
};

/// A container, whoever made it, as the engine's list has it.
struct NamedContainer {
  std::string name;
  std::string project;  // of its Compose labels; empty when it has none
  std::string service;
  std::vector<PublishedPort> ports;  // none unless it runs
};

/// All that there are, stopped ones included. Errors: those of engine_json.
Expected<std::vector<NamedContainer>> all_containers(Engine& engine);

/// Whether there is a volume of exactly this name. Errors: those of engine_json.
Expected<bool> has_volume(Engine& engine, const std::string& name);

}  // namespace slipway
