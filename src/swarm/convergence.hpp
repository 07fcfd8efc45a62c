// When a stack in a swarm is well, or cannot become so. Pure decisions, no I/O; the time is handed in.
#pragma once

#include <chrono>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "health/watch.hpp"
#include "swarm/services.hpp"
#include "swarm/tasks.hpp"

namespace slipway {

/// What the swarm says at one moment.
struct SwarmLook {
  std::vector<SwarmService> services;
  std::vector<SwarmTask> tasks;
  std::map<std::string, std::string> nodes;  // their names, by id
};

/// What had gone wrong at a moment: ids of tasks that had failed, and of services that the swarm had put back
/// by itself, with the time.
using SwarmPast = std::set<std::string>;
SwarmPast past_failures(const std::vector<SwarmService>& services, const std::vector<SwarmTask>& tasks);

struct SwarmVerdict {
  StackVerdict verdict;  // `absent`: what is to be said of services, in sentences
  std::vector<WatchedContainer>
      tasks;  // of each replica the newest, with the task's state and id as the container's
};

/// Rules, in words:
/// - A task is well when it runs, and has been seen to for a second: with a health check, it runs only once
/// that has passed
///   (moby, daemon/cluster/executor/container: Start waits for healthy).
/// - A task that ends with code 0 is done where the service does not start it again (deploy.restart_policy),
/// and else has failed.
/// - A service is well when as many tasks of its newest specification are as there should be, and no update
/// is under way. A job
///   is, once as many have completed.
/// - It has failed when more than `max_restarts` tasks of its newest specification have, when the swarm has
/// stopped its
///   update or put it back by itself, and when a task that is not to be restarted has failed.
class SwarmWatch {
 public:
  /// `services`: only these; empty: all that the stack has. `wanted`: those that have to be there. `past`:
  /// what had failed before the wait, and does not count.
  SwarmWatch(std::set<std::string> services, std::set<std::string> wanted, long max_restarts, SwarmPast past)
      : services_(std::move(services)),
        wanted_(std::move(wanted)),
        max_restarts_(max_restarts),
        past_(std::move(past)) {}

  SwarmVerdict judge(const SwarmLook& look, Moment now);

 private:
  using Tasks = std::vector<const SwarmTask*>;
  bool counts(const std::string& service) const { return services_.empty() || services_.count(service) != 0; }
  HealthState judge_service(const SwarmService& service, const Tasks& tasks, const SwarmLook& look,
                            Moment now, SwarmVerdict& found);
  bool has_run_long_enough(const SwarmTask& task, Moment now, SwarmVerdict& found);
  long failures_of(const SwarmService& service, const Tasks& tasks) const;
  bool has_failed_since(const SwarmTask& task, const SwarmService& service) const;
  std::string given_up(const SwarmService& service) const;
  Tasks telling_tasks(const SwarmService& service, const Tasks& tasks, bool has_failed) const;

  std::set<std::string> services_;
  std::set<std::string> wanted_;
  long max_restarts_;
  SwarmPast past_;
  std::map<std::string, Moment> first_seen_;     // tasks
  std::map<std::string, Moment> running_since_;  // likewise
  std::optional<std::chrono::steady_clock::time_point> begun_;
};

}  // namespace slipway
