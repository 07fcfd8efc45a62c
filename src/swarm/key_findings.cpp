#include "swarm/key_findings.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string_view>

#include "util/json_access.hpp"

namespace slipway {
namespace {

using json_access::member;
using json_access::text;
using nlohmann::json;

constexpr std::array<std::string_view, 33> taken_keys{
    "cap_add",     "cap_drop",    "command",    "configs",     "credential_spec", "deploy",
    "dns",         "dns_search",  "entrypoint", "environment", "extra_hosts",     "healthcheck",
    "hostname",    "image",       "init",       "isolation",   "labels",          "logging",
    "networks",    "ports",       "read_only",  "secrets",     "stdin_open",      "stop_grace_period",
    "stop_signal", "sysctls",     "tmpfs",      "tty",         "ulimits",         "user",
    "volumes",     "working_dir", "scale"};

constexpr std::array<std::string_view, 6> unneeded_keys{"attach",   "build",    "develop",
                                                        "env_file", "profiles", "pull_policy"};

struct Remedy {
  std::string_view key;
  const char* remedy;
};

constexpr std::array ignored_keys{
    Remedy{"cgroup_parent", "take it out, or set the engine's own default on each node"},
    Remedy{"container_name", "reach the service by its own name; the swarm names its containers"},
    Remedy{"depends_on",
           "let the application wait for what it needs; a swarm starts all services at once, and again when "
           "they end"},
    Remedy{"devices", "mount the device's file under volumes, or keep the service on Docker Compose"},
    Remedy{"domainname", "write the whole name as hostname"},
    Remedy{"expose", "leave it out; services on one network reach all ports of one another"},
    Remedy{"external_links", "connect both to one network, and use the names of the services"},
    Remedy{"ipc", "keep the service on Docker Compose when it needs that"},
    Remedy{"links", "connect both to one network, and give the alias there under aliases"},
    Remedy{"mac_address", "take it out; each task has its own"},
    Remedy{"network_mode", "name the networks of the service under networks"},
    Remedy{"pid", "keep the service on Docker Compose when it needs that"},
    Remedy{"privileged", "give it what it needs under cap_add, or keep the service on Docker Compose"},
    Remedy{"restart", "write deploy.restart_policy; without it a task is restarted however it ended"},
    Remedy{"security_opt",
           "set it as the engine's default on each node, or keep the service on Docker Compose"},
    Remedy{"shm_size", "mount a tmpfs of that size at /dev/shm under volumes"},
    Remedy{"userns_mode", "set it as the engine's default on each node"},
};

constexpr std::array refused_keys{
    Remedy{"cpu_count", "write deploy.resources.limits.cpus, which Docker Compose takes as well"},
    Remedy{"cpu_percent", "write deploy.resources.limits.cpus, which Docker Compose takes as well"},
    Remedy{"cpu_quota", "write deploy.resources.limits.cpus, which Docker Compose takes as well"},
    Remedy{"cpus", "write deploy.resources.limits.cpus, which Docker Compose takes as well"},
    Remedy{"mem_limit", "write deploy.resources.limits.memory, which Docker Compose takes as well"},
    Remedy{"mem_reservation",
           "write deploy.resources.reservations.memory, which Docker Compose takes as well"},
    Remedy{"pids_limit", "write deploy.resources.limits.pids, which Docker Compose takes as well"},
    Remedy{"volumes_from", "name the volumes under volumes of both services"},
    Remedy{"platform", "write deploy.placement.constraints: [node.platform.arch == …]"},
};

constexpr const char* not_here = "take it out of the service, or keep the service on Docker Compose";

template <class List>
bool holds(const List& list, std::string_view key) {
  return std::find(list.begin(), list.end(), key) != list.end();
}

template <class List>
const char* remedy_in(const List& list, std::string_view key) {
  const auto* const found =
      std::find_if(list.begin(), list.end(), [&](const Remedy& one) { return one.key == key; });
  return found == list.end() ? nullptr : found->remedy;
}

/// What is written and says nothing: `depends_on: {}`, `privileged: false`.
bool says_nothing(const json& value) {
  return value.is_null() || value == false || value == "" ||
         ((value.is_object() || value.is_array()) && value.empty());
}

class Findings {
 public:
  explicit Findings(std::string service) : service_(std::move(service)) {}

  void ignored(std::string key, std::string remedy) { add(std::move(key), false, std::move(remedy)); }
  void refused(std::string key, std::string remedy) { add(std::move(key), true, std::move(remedy)); }
  std::vector<KeyFinding> all;

 private:
  void add(std::string key, bool refused, std::string remedy) {
    for (const auto& known : all)
      if (known.key == key) return;
    all.push_back({service_, std::move(key), refused, std::move(remedy)});
  }
  std::string service_;
};

void look_at_keys(const json& service, Findings& found) {
  for (const auto& [key, value] : service.items()) {
    if (says_nothing(value)) continue;
    const KeyFate fate = fate_of(key);
    if (fate == KeyFate::ignored) found.ignored(key, remedy_in(ignored_keys, key));
    const char* const remedy = remedy_in(refused_keys, key);
    if (fate == KeyFate::refused) found.refused(key, remedy == nullptr ? not_here : remedy);
  }
  if (!service.contains("image"))
    found.refused("build", "give the service an image that a registry has; a swarm builds none");
  else if (service.contains("build"))
    found.ignored("build", "see that its registry has the image; a swarm builds none");
}

void look_at_ports(const json& service, Findings& found) {
  for (const auto& port : member(service, "ports")) {
    if (const auto address = text(port, "host_ip"); !address.empty())
      found.refused("ports.host_ip", "take the address " + address +
                                         " off the port; a swarm publishes on all addresses of its nodes");
    if (text(port, "published").find('-') != std::string::npos)
      found.refused("ports.published", "name each port of the range " + text(port, "published"));
  }
}

void look_at_networks(const json& service, Findings& found) {
  const json& networks = member(service, "networks");
  if (!networks.is_object()) return;
  for (const auto& [name, attachment] : networks.items()) {
    if (!attachment.is_object()) continue;
    for (const auto& [key, value] : attachment.items())
      if (key != "aliases" && !says_nothing(value))
        found.ignored("networks." + name + "." + key,
                      "reach the service by its name; each task has its own address");
  }
}

void look_at_volumes(const json& service, Findings& found) {
  for (const auto& mount : member(service, "volumes")) {
    const std::string type = text(mount, "type");
    if (type == "image")
      found.refused("volumes.type", "put the files into the service's own image, or into a config");
    if (!says_nothing(member(member(mount, "volume"), "subpath")))
      found.refused("volumes.volume.subpath", not_here);
    if (type == "bind")
      found.ignored(
          "volumes.bind.create_host_path",
          "see that " + text(mount, "source") +
              " is on each node that the service may run on, or pin it by deploy.placement.constraints");
  }
}

void look_at_deploy(const json& service, Findings& found) {
  const json& reservations = member(member(member(service, "deploy"), "resources"), "reservations");
  if (!says_nothing(member(reservations, "devices")))
    found.refused("deploy.resources.reservations.devices",
                  "reserve generic_resources, which the nodes announce");
}

/// One that is this host's alone.
bool is_of_one_host(const json& network) {
  const std::string driver = text(network, "driver");
  return !json_access::boolean(network, "external") && !driver.empty() && driver != "overlay";
}

void look_at_stack(const json& config, std::vector<KeyFinding>& all) {
  const json& networks = member(config, "networks");
  if (!networks.is_object()) return;
  for (const auto& [name, network] : networks.items())
    if (is_of_one_host(network))
      all.push_back({"", "networks." + name + ".driver", true,
                     "leave the driver out, so that it is Compose's bridge here and overlay on a swarm"});
}

}  // namespace

KeyFate fate_of(const std::string& key) {
  if (holds(taken_keys, key)) return KeyFate::taken;
  if (holds(unneeded_keys, key) || key.starts_with("x-")) return KeyFate::unneeded;
  return remedy_in(ignored_keys, key) != nullptr ? KeyFate::ignored : KeyFate::refused;
}

std::vector<KeyFinding> key_findings(const json& config) {
  std::vector<KeyFinding> all;
  const json& services = member(config, "services");
  if (!services.is_object()) return all;
  for (const auto& [name, service] : services.items()) {
    Findings found(name);
    look_at_keys(service, found);
    look_at_ports(service, found);
    look_at_networks(service, found);
    look_at_volumes(service, found);
    look_at_deploy(service, found);
    std::move(found.all.begin(), found.all.end(), std::back_inserter(all));
  }
  look_at_stack(config, all);
  return all;
}

std::string finding_text(const KeyFinding& finding) {
  return (finding.service.empty() ? "" : "service " + finding.service + ": ") + "Docker Swarm " +
         (finding.refused ? "refuses " : "ignores ") + finding.key;
}

}  // namespace slipway
