#include "compose/replacement.hpp"

#include <nlohmann/json.hpp>

#include "util/duration.hpp"
#include "util/json_access.hpp"

namespace slipway {
namespace {

using json_access::boolean;
using json_access::member;
using json_access::text;
using nlohmann::json;

std::chrono::nanoseconds duration_in(const json& object, const char* name,
                                     std::chrono::nanoseconds otherwise) {
  return parse_duration(text(object, name)).value_or(otherwise);
}

UpdateConfig update_config(const json& service) {
  const json& config = member(member(service, "deploy"), "update_config");
  UpdateConfig update;
  if (!config.is_object()) return update;
  update.order = text(config, "order");
  if (const json& parallelism = member(config, "parallelism"); parallelism.is_number_integer())
    update.parallelism = parallelism.get<long>();
  update.delay = duration_in(config, "delay", {});
  update.monitor = duration_in(config, "monitor", {});
  update.failure_action = text(config, "failure_action");
  return update;
}

/// A range leaves the engine a choice, and so does a port that is not said.
void add_ports(const json& service, std::vector<std::string>& alone) {
  for (const auto& port : member(service, "ports")) {
    const json& said = member(port, "published");
    const std::string published = said.is_number() ? said.dump() : text(port, "published");
    if (!published.empty() && published != "0" && published.find('-') == std::string::npos)
      alone.push_back("it publishes port " + published);
  }
}

void add_addresses(const json& service, std::vector<std::string>& alone) {
  static const json none = json::object();
  const json& said = member(service, "networks");
  const json& networks = said.is_object() ? said : none;
  for (const auto& [name, how] : networks.items())
    for (const char* key : {"ipv4_address", "ipv6_address", "mac_address"})
      if (const auto address = text(how, key); !address.empty())
        alone.push_back("it has the fixed address " + address + " in network " + name);
  if (const auto address = text(service, "mac_address"); !address.empty())
    alone.push_back("it has the fixed address " + address);
}

void add_network_mode(const json& service, std::vector<std::string>& alone) {
  const std::string mode = text(service, "network_mode");
  if (mode == "host") alone.emplace_back("it uses the network of the host");
  if (mode.starts_with("container:")) alone.push_back("it uses the network of " + mode);
}

/// A socket is spoken to, and not written.
void add_written(const json& service, std::vector<std::string>& written) {
  for (const auto& volume : member(service, "volumes")) {
    const std::string source = text(volume, "source");
    const std::string type = text(volume, "type");
    if (source.empty() || boolean(volume, "read_only") || source.ends_with(".sock")) continue;
    if (type == "volume") written.push_back("volume " + source);
    if (type == "bind") written.push_back("folder " + source);
  }
}

}  // namespace

ReplacementRules replacement_rules(const json& service) {
  ReplacementRules rules;
  rules.update = update_config(service);
  rules.grace = duration_in(service, "stop_grace_period", rules.grace);
  if (const auto name = text(service, "container_name"); !name.empty())
    rules.alone.push_back("its container_name is " + name);
  add_ports(service, rules.alone);
  add_network_mode(service, rules.alone);
  add_addresses(service, rules.alone);
  add_written(service, rules.written);
  return rules;
}

}  // namespace slipway
