#include "swarm/tasks.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <tuple>

#include "engine/containers.hpp"
#include "engine/frames.hpp"
#include "swarm/services.hpp"
#include "util/json_access.hpp"

namespace slipway {
namespace {

using json_access::integer;
using json_access::member;
using json_access::text;
using nlohmann::json;

SwarmTask task_from(const json& found) {
  const json& status = member(found, "Status");
  const json& container = member(status, "ContainerStatus");
  SwarmTask task;
  task.id = text(found, "ID");
  task.service = text(found, "ServiceID");
  task.node = text(found, "NodeID");
  task.slot = integer(found, "Slot");
  task.state = text(status, "State");
  task.desired = text(found, "DesiredState");
  task.error = text(status, "Err");
  if (container.is_object() && container.contains("ExitCode"))
    task.exit_code = integer(container, "ExitCode");
  task.created = text(found, "CreatedAt");
  return task;
}

/// The filter that `docker service update` itself waits by (docker/cli, service/progress).
Expected<std::set<std::string>> current_ids(Engine& engine, const std::string& stack) {
  TRY_ASSIGN(const auto list,
             engine_json(engine, "/tasks?filters=" + stack_filter(stack, {{"_up-to-date", "true"}}),
                         "the tasks of stack '" + stack + "'"));
  std::set<std::string> ids;
  for (const auto& found : list.value_or(json::array())) ids.insert(text(found, "ID"));
  return ids;
}

}  // namespace

Expected<std::vector<SwarmTask>> stack_tasks(Engine& engine, const std::string& stack) {
  TRY_ASSIGN(const auto list, engine_json(engine, "/tasks?filters=" + stack_filter(stack),
                                          "the tasks of stack '" + stack + "'"));
  TRY_ASSIGN(const auto current, current_ids(engine, stack));
  std::vector<SwarmTask> tasks;
  for (const auto& found : list.value_or(json::array())) {
    tasks.push_back(task_from(found));
    tasks.back().is_current = current.count(tasks.back().id) != 0;
  }
  std::sort(tasks.begin(), tasks.end(), [](const auto& left, const auto& right) {
    return std::tie(left.created, left.id) < std::tie(right.created, right.id);
  });
  return tasks;
}

Expected<std::string> task_log_tail(Engine& engine, const std::string& task, long lines) {
  const std::string what = "cannot read the log of task " + task;
  const auto reply = engine.request(
      "GET", "/tasks/" + percent_encoded(task) + "/logs?stdout=1&stderr=1&tail=" + std::to_string(lines));
  if (!reply) return fail_while(what, reply.error());
  if (reply->status != 200) return refusal(what, *reply);
  return joined_frames(reply->body);
}

}  // namespace slipway
