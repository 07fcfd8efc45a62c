#include "swarm/services.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "engine/containers.hpp"
#include "util/json_access.hpp"

namespace slipway {
namespace {

using json_access::integer;
using json_access::member;
using json_access::text;
using nlohmann::json;

std::map<std::string, std::string> labels_of(const json& spec) {
  std::map<std::string, std::string> labels;
  const json& given = member(spec, "Labels");
  if (given.is_object())
    for (const auto& [name, value] : given.items())
      if (value.is_string()) labels[name] = value.get<std::string>();
  return labels;
}

std::map<std::string, std::string> environment_of(const json& container) {
  std::map<std::string, std::string> environment;
  for (const auto& entry : json_access::strings(container, "Env")) {
    const auto equals = entry.find('=');
    environment[entry.substr(0, equals)] = equals == std::string::npos ? "" : entry.substr(equals + 1);
  }
  return environment;
}

/// Of each kind of reference the name of what it refers to.
std::vector<std::string> objects_of(const json& container) {
  std::vector<std::string> names;
  for (const auto& [list, name] : {std::pair{"Secrets", "SecretName"}, std::pair{"Configs", "ConfigName"}})
    for (const auto& reference : member(container, list)) names.push_back(text(reference, name));
  return names;
}

void read_mode(const json& mode, SwarmService& service) {
  const json& replicated = member(mode, "Replicated");
  const json& job = member(mode, "ReplicatedJob");
  if (replicated.is_object()) service.replicas = integer(replicated, "Replicas");
  if (job.is_object()) service.replicas = integer(job, "TotalCompletions");
  service.runs_to_end = service.may_end = job.is_object() || member(mode, "GlobalJob").is_object();
}

SwarmService service_from(const json& found, const std::string& stack) {
  const json& spec = member(found, "Spec");
  const json& container = member(member(spec, "TaskTemplate"), "ContainerSpec");
  const json& update = member(found, "UpdateStatus");
  SwarmService service;
  service.id = text(found, "ID");
  service.name = name_in_stack(stack, text(spec, "Name"));
  service.version = integer(member(found, "Version"), "Index");
  service.image = text(container, "Image");
  service.labels = labels_of(spec);
  service.environment = environment_of(container);
  read_mode(member(spec, "Mode"), service);
  const std::string restarts = text(member(member(spec, "TaskTemplate"), "RestartPolicy"), "Condition");
  service.may_end |= restarts == "none" || restarts == "on-failure";
  service.desired = integer(member(found, "ServiceStatus"), "DesiredTasks");
  service.objects = objects_of(container);
  service.update_state = text(update, "State");
  service.update_began = text(update, "StartedAt");
  service.update_message = text(update, "Message");
  service.spec = spec.dump(-1, ' ', false, json::error_handler_t::replace);
  return service;
}

}  // namespace

std::string stack_filter(const std::string& stack, const std::map<std::string, std::string>& more) {
  json filters{{"label", {std::string(stack_label) + "=" + stack}}};
  for (const auto& [name, value] : more) filters[name] = {value};
  return percent_encoded(filters.dump());
}

std::string name_in_stack(const std::string& stack, const std::string& name) {
  const std::string prefix = stack + "_";
  return name.starts_with(prefix) ? name.substr(prefix.size()) : name;
}

Expected<std::vector<SwarmService>> stack_services(Engine& engine, const std::string& stack) {
  TRY_ASSIGN(const auto list, engine_json(engine, "/services?status=true&filters=" + stack_filter(stack),
                                          "the services of stack '" + stack + "'"));
  std::vector<SwarmService> services;
  for (const auto& found : list.value_or(json::array())) services.push_back(service_from(found, stack));
  std::sort(services.begin(), services.end(),
            [](const auto& left, const auto& right) { return left.name < right.name; });
  return services;
}

Expected<void> force_update(Engine& engine, const SwarmService& service) {
  json spec = json::parse(service.spec);
  json& task = spec["TaskTemplate"];
  task["ForceUpdate"] = integer(task, "ForceUpdate") + 1;
  TRY_ASSIGN(const auto reply,
             engine.request("POST",
                            "/services/" + percent_encoded(service.id) +
                                "/update?registryAuthFrom=spec&version=" + std::to_string(service.version),
                            spec.dump()));
  if (reply.status == 200) return {};
  return refusal("the swarm does not make new tasks of service '" + service.name + "'", reply);
}

}  // namespace slipway
