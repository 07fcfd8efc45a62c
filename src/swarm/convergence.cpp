#include "swarm/convergence.hpp"

#include <algorithm>
#include <tuple>

#include "util/excerpt.hpp"

namespace slipway {
namespace {

constexpr std::chrono::seconds shortest_run{1};

std::string where(const SwarmTask& task, const SwarmLook& look) {
  const auto node = look.nodes.find(task.node);
  return node == look.nodes.end() ? "" : " on node " + node->second;
}

std::string said_by(const SwarmTask& task) {
  return task.error.empty() ? "" : ": " + excerpt(task.error);
}

/// What follows the task's name.
std::string reason_of(const SwarmTask& task, const SwarmLook& look, bool was_well) {
  const std::string exit =
      task.exit_code && *task.exit_code != 0 ? " with exit code " + std::to_string(*task.exit_code) : "";
  if (task.state == "failed") return "has failed" + where(task, look) + exit + said_by(task);
  if (task.state == "rejected") return "was rejected" + where(task, look) + said_by(task);
  if (task.state == "complete")
    return "has ended by itself" + where(task, look) + " with exit code 0" +
           (was_well ? "" : ", before it was seen to be well") + said_by(task);
  if (task.state == "orphaned") return "is lost with its node" + where(task, look);
  if (task.state == "starting")
    return "has started" + where(task, look) + ", and its health check has not passed yet" + said_by(task);
  if (task.state == "running") return "has only just started" + where(task, look);
  return "is " + task.state + where(task, look) + said_by(task);
}

std::string name_of(const SwarmService& service, const SwarmTask& task, const SwarmLook& look) {
  const auto node = look.nodes.find(task.node);
  return service.name + "." +
         (task.slot != 0             ? std::to_string(task.slot)
          : node == look.nodes.end() ? task.node
                                     : node->second);
}

Container as_container(const SwarmService& service, const SwarmTask& task, const SwarmLook& look) {
  Container container;
  container.id = task.id;
  container.name = name_of(service, task, look);
  container.image = service.image;
  container.service = service.name;
  container.number = task.slot;
  container.status = task.state;
  container.exit_code = task.exit_code.value_or(0);
  return container;
}

/// Which update of a service is meant.
std::string update_mark(const SwarmService& service) {
  return service.id + " " + service.update_began;
}

bool is_well(const SwarmTask& task, const SwarmService& service) {
  if (task.state == "complete") return service.may_end;
  return !service.runs_to_end && task.state == "running" && task.desired == "running";
}

}  // namespace

SwarmPast past_failures(const std::vector<SwarmService>& services, const std::vector<SwarmTask>& tasks) {
  SwarmPast past;
  for (const auto& task : tasks)
    if (task.has_failed(false)) past.insert(task.id);
  for (const auto& service : services)
    if (service.update_state == "rollback_completed") past.insert(update_mark(service));
  return past;
}

bool SwarmWatch::has_failed_since(const SwarmTask& task, const SwarmService& service) const {
  return task.has_failed(service.may_end) && past_.count(task.id) == 0;
}

long SwarmWatch::failures_of(const SwarmService& service, const Tasks& tasks) const {
  return std::count_if(tasks.begin(), tasks.end(),
                       [&](const SwarmTask* task) { return has_failed_since(*task, service); });
}

/// Why a service cannot become well by itself: the swarm has given its update up. Empty: it has not.
std::string SwarmWatch::given_up(const SwarmService& service) const {
  const std::string said = service.update_message.empty() ? "" : ": " + excerpt(service.update_message);
  if (service.update_state == "paused" || service.update_state == "rollback_paused")
    return "the swarm has stopped the update of service " + service.name + said;
  if (service.update_state.starts_with("rollback") && past_.count(update_mark(service)) == 0)
    return "the swarm has put service " + service.name + " back to what it was before" + said;
  return "";
}

/// Of each replica one: the newest, or where something has failed and that is not well, the last that failed.
/// Tasks are in the order of their creation.
SwarmWatch::Tasks SwarmWatch::telling_tasks(const SwarmService& service, const Tasks& tasks,
                                            bool has_failed) const {
  std::map<std::pair<long, std::string>, const SwarmTask*> telling;  // by slot; without one by node
  for (const auto* task : tasks) {
    const SwarmTask*& known = telling[{task->slot, task->slot == 0 ? task->node : ""}];
    const bool keeps_failed = has_failed && known != nullptr && has_failed_since(*known, service) &&
                              !is_well(*task, service) && !has_failed_since(*task, service);
    if (!keeps_failed) known = task;
  }
  Tasks all;
  for (const auto& [place, task] : telling) all.push_back(task);
  return all;
}

bool SwarmWatch::has_run_long_enough(const SwarmTask& task, Moment now, SwarmVerdict& found) {
  const auto since = running_since_.emplace(task.id, now).first->second.steady;
  if (now.steady - since >= shortest_run) return true;
  auto& look_again = found.verdict.look_again;
  look_again = std::min(look_again.value_or(since + shortest_run), since + shortest_run);
  return false;
}

HealthState SwarmWatch::judge_service(const SwarmService& service, const Tasks& tasks, const SwarmLook& look,
                                      Moment now, SwarmVerdict& found) {
  const long failures = failures_of(service, tasks);
  const std::string lost = given_up(service);
  const bool has_failed = failures > max_restarts_ || !lost.empty();
  long well = 0;
  for (const auto* task : telling_tasks(service, tasks, has_failed)) {
    WatchedContainer watched;
    watched.container = as_container(service, *task, look);
    watched.container.restarts = failures;
    watched.first_seen = first_seen_.emplace(task->id, now).first->second;
    const bool runs = is_well(*task, service);
    const bool ready = runs && (task->state == "complete" || has_run_long_enough(*task, now, found));
    if (ready) {
      ++well;
      watched.verdict.state = HealthState::ready;
      watched.healthy_after =
          std::chrono::duration<double>(running_since_.emplace(task->id, now).first->second.steady - *begun_)
              .count();
    } else {
      watched.verdict.state =
          has_failed && has_failed_since(*task, service) ? HealthState::failed : HealthState::waiting;
      watched.verdict.reason = reason_of(*task, look, running_since_.count(task->id) != 0);
    }
    found.tasks.push_back(std::move(watched));
  }
  if (!lost.empty()) found.verdict.too_many.push_back(lost);
  if (has_failed) return HealthState::failed;
  const long expected = service.replicas.value_or(service.desired);
  if (well < expected)
    found.verdict.absent.push_back("service " + service.name + " has " + std::to_string(well) + " of " +
                                   std::to_string(expected) + (expected == 1 ? " task" : " tasks") +
                                   (service.runs_to_end ? " completed" : " running"));
  const bool is_updating = service.update_state == "updating";
  if (is_updating && well >= expected)
    found.verdict.absent.push_back("the swarm still watches the update of service " + service.name);
  return well >= expected && !is_updating ? HealthState::ready : HealthState::waiting;
}

SwarmVerdict SwarmWatch::judge(const SwarmLook& look, Moment now) {
  if (!begun_) begun_ = now.steady;
  SwarmVerdict found;
  found.verdict.state = HealthState::ready;
  std::set<std::string> absent = wanted_;
  for (const auto& service : look.services) {
    absent.erase(service.name);
    if (!counts(service.name)) continue;
    Tasks tasks;
    for (const auto& task : look.tasks)
      if (task.service == service.id && task.is_current) tasks.push_back(&task);
    found.verdict.state = std::max(found.verdict.state, judge_service(service, tasks, look, now, found));
  }
  for (const auto& name : absent) {
    found.verdict.absent.push_back("service " + name + " is not in the swarm");
    found.verdict.state = std::max(found.verdict.state, HealthState::waiting);
  }
  return found;
}

}  // namespace slipway
