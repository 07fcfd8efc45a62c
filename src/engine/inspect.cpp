// What the engine says of one container, as a typed value.
#include <charconv>
#include <nlohmann/json.hpp>

#include "engine/containers.hpp"
#include "util/json_access.hpp"

namespace slipway {
namespace {

using json_access::boolean;
using json_access::integer;
using json_access::member;
using json_access::strings;
using json_access::text;
using nlohmann::json;

/// A label's number; 1 when it has none, as for a container that Compose did not make.
long replica_number(const std::string& label) {
  long number = 1;
  std::from_chars(label.data(), label.data() + label.size(), number);
  return number;
}

/// Whether a check runs at all: {"Test": ["NONE"]} switches the image's one off.
bool runs_healthcheck(const json& config) {
  const auto test = strings(member(config, "Healthcheck"), "Test");
  return !test.empty() && test.front() != "NONE";
}

std::chrono::nanoseconds duration_or(const json& check, const char* name,
                                     std::chrono::nanoseconds otherwise) {
  const long given = integer(check, name);
  return given > 0 ? std::chrono::nanoseconds(given) : otherwise;
}

/// {"Test": ["CMD", …]} is run as it is, ["CMD-SHELL", text] by the container's shell.
HealthCheck healthcheck_in(const json& config) {
  const json& check = member(config, "Healthcheck");
  const auto test = strings(check, "Test");
  HealthCheck found;
  if (test.front() == "CMD-SHELL") {
    found.argv = strings(config, "Shell");
    if (found.argv.empty()) found.argv = {"/bin/sh", "-c"};
  }
  found.argv.insert(found.argv.end(), test.begin() + 1, test.end());
  found.interval = duration_or(check, "Interval", found.interval);
  found.timeout = duration_or(check, "Timeout", found.timeout);
  return found;
}

void read_health(const json& health, Container& into) {
  const std::string status = text(health, "Status");
  into.health = status == "none" ? "" : status;
  into.failing_streak = integer(health, "FailingStreak");
  for (const auto& probe : member(health, "Log"))
    into.probes.push_back({text(probe, "Start"), integer(probe, "ExitCode"), text(probe, "Output")});
}

void take_network(const std::string& name, const json& network, Container& container) {
  container.networks.push_back(name);
  for (const char* key : {"GlobalIPv6Address", "IPAddress"})
    if (const auto address = text(network, key); !address.empty()) container.addresses[name] = address;
}

Container container_from(const json& found) {
  const json& config = member(found, "Config");
  const json& state = member(found, "State");
  const json& labels = member(config, "Labels");
  const json& policy = member(member(found, "HostConfig"), "RestartPolicy");
  Container container;
  container.id = text(found, "Id");
  container.name = container_name(text(found, "Name"));
  container.image = text(config, "Image");
  container.image_id = text(found, "Image");
  container.created = text(found, "Created");
  container.project = text(labels, project_label);
  container.service = text(labels, service_label);
  container.depends_on = text(labels, depends_on_label);
  container.config_hash = text(labels, "com.docker.compose.config-hash");
  container.image_label = text(labels, "com.docker.compose.image");
  if (const json& networks = member(member(found, "NetworkSettings"), "Networks"); networks.is_object())
    for (const auto& network : networks.items()) take_network(network.key(), network.value(), container);
  for (const auto& mount : member(found, "Mounts"))
    if (text(mount, "Type") == "volume") container.volumes.push_back(text(mount, "Name"));
  container.number = replica_number(text(labels, number_label));
  container.numbered = !text(labels, number_label).empty();
  container.one_off = text(labels, one_off_label) == "True";
  container.tty = boolean(config, "Tty");
  container.status = text(state, "Status");
  container.started_at = text(state, "StartedAt");
  container.finished_at = text(state, "FinishedAt");
  container.exit_code = integer(state, "ExitCode");
  container.oom_killed = boolean(state, "OOMKilled");
  container.error = text(state, "Error");
  container.restarts = integer(found, "RestartCount");
  const std::string policy_name = text(policy, "Name");
  container.restart_policy = policy_name.empty() ? "no" : policy_name;
  container.maximum_retries = integer(policy, "MaximumRetryCount");
  container.stop_signal = text(config, "StopSignal");
  container.has_healthcheck = runs_healthcheck(config);
  if (container.has_healthcheck) {
    container.healthcheck = healthcheck_in(config);
    read_health(member(state, "Health"), container);
  }
  return container;
}

}  // namespace

std::string container_name(const std::string& told) {
  return told.starts_with('/') ? told.substr(1) : told;
}

bool is_name_of_successor(const std::string& name) {
  constexpr std::size_t digits = 12;
  return name.size() > digits + 1 && name[digits] == '_' &&
         name.find_first_not_of("0123456789abcdef") == digits;
}

Expected<std::optional<Container>> inspect_container(Engine& engine, const std::string& id) {
  TRY_ASSIGN(const auto found,
             engine_json(engine, "/containers/" + percent_encoded(id) + "/json", "container '" + id + "'"));
  if (!found) return std::nullopt;
  if (text(*found, "Id").empty() || !member(*found, "State").is_object())
    return tl::unexpected<Error>(
        Error{"cannot read container '" + id + "': the engine's answer is no container, without Id and State",
              0, true});
  return container_from(*found);
}

}  // namespace slipway
