#include "swarm/membership.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "engine/containers.hpp"
#include "util/excerpt.hpp"
#include "util/json_access.hpp"

namespace slipway {

using json_access::member;
using json_access::text;

Expected<SwarmMembership> swarm_membership(Engine& engine) {
  TRY_ASSIGN(const auto info, engine_json(engine, "/info", "what the engine is"));
  if (!info) return fail("the engine does not say what it is (GET /info)");
  const auto& swarm = member(*info, "Swarm");
  return SwarmMembership{text(swarm, "LocalNodeState"), json_access::boolean(swarm, "ControlAvailable"),
                         text(swarm, "Error")};
}

SwarmTrouble trouble_of(const SwarmMembership& membership) {
  if (membership.state == "active" && membership.manages) return {};
  if (membership.state == "active")
    return {"this engine is a worker of its swarm, and only a manager takes a stack",
            "deploy to a manager; 'docker node promote' makes this one such"};
  if (membership.state == "locked")
    return {"the swarm is locked on this engine", "run 'docker swarm unlock' here"};
  if (membership.state == "pending" || membership.state == "error")
    return {"this engine cannot take part in its swarm" +
                (membership.error.empty() ? "" : ": " + excerpt(membership.error)),
            "see 'docker info' here, and that most of the managers can be reached"};
  return {"this engine is in no swarm", "run 'docker swarm init' here, or 'docker swarm join' as a manager"};
}

Expected<void> check_manages(Engine& engine) {
  TRY_ASSIGN(const auto membership, swarm_membership(engine));
  const auto [problem, remedy] = trouble_of(membership);
  return problem.empty() ? Expected<void>() : fail(problem + "; " + remedy);
}

Expected<std::vector<SwarmNode>> swarm_nodes(Engine& engine) {
  TRY_ASSIGN(const auto list, engine_json(engine, "/nodes", "the nodes of the swarm"));
  std::vector<SwarmNode> nodes;
  for (const auto& node : list.value_or(nlohmann::json::array()))
    nodes.push_back({text(node, "ID"), text(member(node, "Description"), "Hostname"),
                     text(member(node, "Status"), "State"), text(member(node, "Spec"), "Availability")});
  std::sort(nodes.begin(), nodes.end(), [](const auto& left, const auto& right) {
    return std::tie(left.name, left.id) < std::tie(right.name, right.id);
  });
  return nodes;
}

}  // namespace slipway
