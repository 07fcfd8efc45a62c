#include "stack/containers.hpp"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <tuple>

#include "stack/excerpt.hpp"
#include "stack/json_access.hpp"

namespace slipway {
namespace {

using json_access::boolean;
using json_access::integer;
using json_access::member;
using json_access::strings;
using json_access::text;
using nlohmann::json;

std::string engine_message(const EngineReply& reply) {
  const json body = json::parse(reply.body, nullptr, false);
  const std::string message = text(body, "message");
  return message.empty() ? "it gave no reason" : excerpt(message);
}

std::string without_slash(const std::string& name) {
  return name.rfind('/', 0) == 0 ? name.substr(1) : name;
}

/// Of a list entry's status: "Up 3 minutes (healthy)", "Up 2 seconds (health: starting)".
std::string health_in(const std::string& status) {
  for (std::string health : {"starting", "unhealthy", "healthy"})
    if (status.find("(" + health + ")") != std::string::npos ||
        status.find("(health: " + health + ")") != std::string::npos)
      return health;
  return "";
}

std::string project_filter(const std::string& project) {
  return json{{"label", {std::string(project_label) + "=" + project}}}.dump(-1, ' ', false,
                                                                            json::error_handler_t::replace);
}

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

void read_health(const json& health, Container& into) {
  const std::string status = text(health, "Status");
  into.health = status == "none" ? "" : status;
  into.failing_streak = integer(health, "FailingStreak");
  for (const auto& probe : member(health, "Log"))
    into.probes.push_back({text(probe, "Start"), integer(probe, "ExitCode"), text(probe, "Output")});
}

Container container_from(const json& found) {
  const json& config = member(found, "Config");
  const json& state = member(found, "State");
  const json& labels = member(config, "Labels");
  const json& policy = member(member(found, "HostConfig"), "RestartPolicy");
  Container container;
  container.id = text(found, "Id");
  container.name = without_slash(text(found, "Name"));
  container.image = text(config, "Image");
  container.image_id = text(found, "Image");
  container.created = text(found, "Created");
  container.service = text(labels, service_label);
  container.depends_on = text(labels, "com.docker.compose.depends_on");
  container.config_hash = text(labels, "com.docker.compose.config-hash");
  container.number = replica_number(text(labels, number_label));
  container.one_off = text(labels, one_off_label) == "True";
  container.tty = boolean(config, "Tty");
  container.status = text(state, "Status");
  container.started_at = text(state, "StartedAt");
  container.exit_code = integer(state, "ExitCode");
  container.oom_killed = boolean(state, "OOMKilled");
  container.error = text(state, "Error");
  container.restarts = integer(found, "RestartCount");
  const std::string policy_name = text(policy, "Name");
  container.restart_policy = policy_name.empty() ? "no" : policy_name;
  container.maximum_retries = integer(policy, "MaximumRetryCount");
  container.has_healthcheck = runs_healthcheck(config);
  if (container.has_healthcheck) read_health(member(state, "Health"), container);
  return container;
}

}  // namespace

Expected<std::optional<json>> engine_json(Engine& engine, const std::string& target,
                                          const std::string& what) {
  const auto reply = engine.request("GET", target);
  if (!reply) return fail_while("cannot read " + what, reply.error());
  if (reply->status == 404) return std::nullopt;
  if (reply->status != 200)
    return tl::unexpected<Error>(Error{"cannot read " + what + ": the engine refused with status " +
                                           std::to_string(reply->status) + ": " + engine_message(*reply),
                                       0, reply->status >= 500});
  json body = json::parse(reply->body, nullptr, false);
  if (body.is_discarded())
    return fail("cannot read " + what +
                ": the engine's answer is not JSON; is it really a container engine that listens there?");
  return body;
}

Expected<json> list_project_containers(Engine& engine, const std::string& project) {
  const std::string target = "/containers/json?all=1&filters=" + percent_encoded(project_filter(project));
  const std::string what = "the containers of project '" + project + "'";
  TRY_ASSIGN(auto list, engine_json(engine, target, what));
  const auto has_id = [](const json& entry) { return !text(entry, "Id").empty(); };
  if (!list || !list->is_array() || !std::all_of(list->begin(), list->end(), has_id))
    return fail("cannot read " + what + ": the engine's answer is not a list of containers");
  return std::move(*list);
}

Expected<std::vector<ContainerGlance>> glance_at_project(Engine& engine, const std::string& project) {
  TRY_ASSIGN(const json list, list_project_containers(engine, project));
  std::vector<ContainerGlance> glances;
  for (const auto& entry : list) {
    const auto names = strings(entry, "Names");
    glances.push_back({text(entry, "Id"), names.empty() ? "" : without_slash(names.front()),
                       text(entry, "State"), health_in(text(entry, "Status"))});
  }
  return glances;
}

Expected<std::vector<Container>> project_containers(Engine& engine, const std::string& project) {
  TRY_ASSIGN(const json list, list_project_containers(engine, project));
  std::vector<Container> containers;
  for (const auto& entry : list) {
    TRY_ASSIGN(auto container, inspect_container(engine, text(entry, "Id")));
    if (container) containers.push_back(std::move(*container));
  }
  std::sort(containers.begin(), containers.end(), [](const Container& left, const Container& right) {
    return std::tie(left.service, left.number, left.created, left.id) <
           std::tie(right.service, right.number, right.created, right.id);
  });
  return containers;
}

Expected<std::optional<Container>> inspect_container(Engine& engine, const std::string& id) {
  TRY_ASSIGN(const auto found,
             engine_json(engine, "/containers/" + percent_encoded(id) + "/json", "container '" + id + "'"));
  if (!found) return std::nullopt;
  return container_from(*found);
}

Expected<std::optional<Image>> inspect_image(Engine& engine, const std::string& reference) {
  TRY_ASSIGN(const auto found, engine_json(engine, "/images/" + percent_encoded(reference) + "/json",
                                           "image '" + reference + "'"));
  if (!found) return std::nullopt;
  return Image{text(*found, "Id"), strings(*found, "RepoTags"), strings(*found, "RepoDigests")};
}

std::string project_events_target(const std::string& project) {
  json filters = json::parse(project_filter(project));
  filters["type"] = {"container"};
  return "/events?filters=" + percent_encoded(filters.dump());
}

}  // namespace slipway
