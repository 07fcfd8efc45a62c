#include "engine/networks.hpp"

#include <nlohmann/json.hpp>

#include "engine/containers.hpp"
#include "util/json_access.hpp"

namespace slipway {

using json_access::member;
using json_access::text;

Expected<std::optional<Network>> inspect_network(Engine& engine, const std::string& name) {
  TRY_ASSIGN(const auto found,
             engine_json(engine, "/networks/" + percent_encoded(name), "network '" + name + "'"));
  // The engine takes the beginning of an id for a name, too.
  if (!found || text(*found, "Name") != name) return std::nullopt;
  return Network{name, text(member(*found, "Labels"), "com.docker.compose.config-hash")};
}

}  // namespace slipway
