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

Expected<std::vector<std::string>> project_networks(Engine& engine, const std::string& project) {
  const std::string label = std::string(project_label) + "=" + project;
  const std::string filters = nlohmann::json{{"label", {label}}}.dump();
  TRY_ASSIGN(const auto list, engine_json(engine, "/networks?filters=" + percent_encoded(filters),
                                          "the networks of project '" + project + "'"));
  std::vector<std::string> names;
  if (!list || !list->is_array()) return names;
  for (const auto& network : *list)
    // Whatever the filter let through.
    if (text(member(network, "Labels"), project_label) == project) names.push_back(text(network, "Name"));
  return names;
}

}  // namespace slipway
