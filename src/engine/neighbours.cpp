#include "engine/neighbours.hpp"

#include <nlohmann/json.hpp>

#include "engine/containers.hpp"
#include "util/json_access.hpp"

namespace slipway {

using json_access::integer;
using json_access::member;
using json_access::strings;
using json_access::text;
using nlohmann::json;

namespace {

NamedContainer named_container(const json& entry) {
  const auto names = strings(entry, "Names");
  const json& labels = member(entry, "Labels");
  NamedContainer container{names.empty() ? text(entry, "Id") : container_name(names.front()),
                           text(labels, project_label),
                           text(labels, service_label),
                           {}};
  for (const auto& port : member(entry, "Ports"))
    if (const long number = integer(port, "PublicPort"); number > 0)
      container.ports.push_back({text(port, "IP"), number, text(port, "Type")});
  return container;
}

}  // namespace

Expected<std::vector<NamedContainer>> all_containers(Engine& engine) {
  const std::string what = "the engine's containers";
  TRY_ASSIGN(const auto list, engine_json(engine, "/containers/json?all=1", what));
  if (!list || !list->is_array())
    return fail("cannot read " + what + ": the engine's answer is not a list of containers");
  std::vector<NamedContainer> containers;
  for (const auto& entry : *list) containers.push_back(named_container(entry));
  return containers;
}

Expected<bool> has_volume(Engine& engine, const std::string& name) {
  TRY_ASSIGN(const auto found,
             engine_json(engine, "/volumes/" + percent_encoded(name), "volume '" + name + "'"));
  return found && text(*found, "Name") == name;
}

}  // namespace slipway
