// Networks and volumes that the stack uses and does not make.
#include "engine/neighbours.hpp"
#include "engine/networks.hpp"
#include "stack_check/situation.hpp"
#include "util/json_access.hpp"

namespace slipway::stack_check {
namespace {

using json_access::boolean;
using json_access::member;
using json_access::text;
using nlohmann::json;

/// The real names of those of one section that a service uses and that are not the stack's own.
class ExternalNames {
 public:
  ExternalNames(const json& config, const char* section) : definitions_(member(config, section)) {}

  void add(const std::string& key) {
    const json& definition = member(definitions_, key.c_str());
    if (!boolean(definition, "external")) return;
    const std::string name = text(definition, "name");
    names.insert(name.empty() ? key : name);
  }

  std::set<std::string> names;

 private:
  const json& definitions_;
};

/// `kind`: as docker's client has it in `docker network create`.
void check_each(const std::set<std::string>& names, const std::string& kind,
                Expected<bool> (*is_there)(Engine&, const std::string&), Situation& situation,
                Findings& findings) {
  for (const auto& name : names) {
    const auto there = is_there(*situation.engine, name);
    if (!there)
      findings.add(there.error().message, "see the engine's log");
    else if (!*there)
      findings.add("the external " + kind + " '" + name + "' does not exist",
                   "docker " + kind + " create " + name);
  }
}

Expected<bool> has_network(Engine& engine, const std::string& name) {
  TRY_ASSIGN(const auto network, inspect_network(engine, name));
  return network.has_value();
}

}  // namespace

void check_external(Situation& situation, Findings& findings) {
  if (!situation.engine) return;
  ExternalNames networks(situation.config, "networks");
  ExternalNames volumes(situation.config, "volumes");
  for (const auto& [name, service] : services_of(situation.config)) {
    for (const auto& [key, settings] : member(service, "networks").items()) networks.add(key);
    for (const auto& volume : member(service, "volumes"))
      if (text(volume, "type") == "volume") volumes.add(text(volume, "source"));
  }
  check_each(networks.names, "network", has_network, situation, findings);
  check_each(volumes.names, "volume", has_volume, situation, findings);
}

}  // namespace slipway::stack_check
