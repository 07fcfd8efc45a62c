#include "swarm/convergence.hpp"

#include <catch2/catch_test_macros.hpp>

#include "unit/support/unmarked.hpp"

using namespace slipway;
using namespace std::chrono_literals;

namespace {

/// A service app with two replicas, and the tasks that a test gives it.
struct Swarm {
  SwarmLook look;
  SwarmPast past;
  std::set<std::string> wanted;
  std::optional<SwarmWatch> watch;
  Moment now{};

  Swarm() {
    SwarmService app;
    app.id = "s1";
    app.name = "app";
    app.replicas = 2;
    look.services = {app};
    look.nodes = {{"n1", "web1"}, {"n2", "web2"}};
  }

  SwarmService& app() { return look.services[0]; }

  SwarmTask& task(const std::string& id, long slot, const std::string& state, const std::string& error = "") {
    SwarmTask made;
    made.id = id;
    made.service = "s1";
    made.node = slot == 1 ? "n1" : "n2";
    made.slot = slot;
    made.state = state;
    made.desired = made.has_failed(false) ? "shutdown" : "running";
    made.error = error;
    made.is_current = true;
    look.tasks.push_back(made);
    return look.tasks.back();
  }

  SwarmVerdict judge(std::chrono::milliseconds later = 0ms) {
    if (!watch) watch.emplace(std::set<std::string>{}, wanted, 2, past);
    now.steady += later;
    return watch->judge(look, now);
  }

  /// What is said of the tasks that are not well.
  static std::vector<std::string> reasons(const SwarmVerdict& found) {
    std::vector<std::string> said;
    for (const auto& task : found.tasks)
      if (task.verdict.state != HealthState::ready)
        said.push_back(task.container.name + " " + without_marks(task.verdict.reason));
    return said;
  }
};

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("a stack is well when each replica has run for a second", "[swarm]") {
  Swarm on;
  on.task("t1", 1, "running");
  on.task("t2", 2, "running");
  CHECK(on.judge().verdict.state == HealthState::waiting);
  CHECK(on.judge(999ms).verdict.state == HealthState::waiting);
  const auto found = on.judge(1ms);
  CHECK(found.verdict.state == HealthState::ready);
  CHECK(found.tasks.size() == 2);
  CHECK(found.tasks[1].container.name == "app.2");
}

TEST_CASE("a replica that is missing, or not there yet, is waited for", "[swarm]") {
  Swarm on;
  on.task("t1", 1, "running");
  on.task("t2", 2, "starting");
  on.judge();
  const auto found = on.judge(1s);
  CHECK(found.verdict.state == HealthState::waiting);
  CHECK(found.verdict.absent == Texts{"service app has 1 of 2 tasks running"});
  CHECK(Swarm::reasons(found) ==
        Texts{"app.2 has started on node web2, and its health check has not passed yet"});
}

TEST_CASE("tasks of an older specification count for nothing", "[swarm]") {
  Swarm on;
  on.task("t1", 1, "running").is_current = false;
  on.task("t2", 2, "running");
  on.judge();
  CHECK(on.judge(1s).verdict.state == HealthState::waiting);
}

TEST_CASE("a task of a node that is down does not run, though the swarm still says so", "[swarm]") {
  Swarm on;
  on.task("t1", 1, "running").desired = "shutdown";
  on.task("t2", 2, "running");
  on.judge();
  CHECK(on.judge(1s).verdict.state == HealthState::waiting);
}

TEST_CASE(
    "more failed tasks than may be restarted are a failure, with the node, the code and the swarm's words",
    "[swarm]") {
  Swarm on;
  on.task("t2", 2, "running");
  for (const char* id : {"t1", "t3"}) on.task(id, 1, "failed", "task: non-zero exit (3)").exit_code = 3;
  CHECK(on.judge().verdict.state == HealthState::waiting);
  on.task("t4", 1, "failed", "task: non-zero exit (3)").exit_code = 3;
  on.task("t5", 1, "ready");
  const auto found = on.judge(1s);
  CHECK(found.verdict.state == HealthState::failed);
  REQUIRE(Swarm::reasons(found) ==
          Texts{"app.1 has failed on node web1 with exit code 3: task: non-zero exit (3)"});
  CHECK(found.tasks[0].container.id == "t4");
}

TEST_CASE("what had failed before the wait does not count", "[swarm]") {
  Swarm on;
  for (const char* id : {"t1", "t3", "t4"}) on.task(id, 1, "failed");
  on.past = past_failures(on.look.services, on.look.tasks);
  on.task("t5", 1, "running");
  on.task("t6", 2, "running");
  on.judge();
  CHECK(on.judge(1s).verdict.state == HealthState::ready);
}

TEST_CASE("an update that the swarm has stopped cannot become well by itself", "[swarm]") {
  Swarm on;
  on.app().update_state = "paused";
  on.app().update_message = "update paused due to failure or early termination of task t9";
  on.task("t1", 1, "rejected", "No such image: app:v2");
  const auto found = on.judge();
  CHECK(found.verdict.state == HealthState::failed);
  CHECK(without_marks(found.verdict.too_many.at(0)) ==
        "the swarm has stopped the update of service app: update paused due to failure or early termination "
        "of task t9");
  CHECK(Swarm::reasons(found) == Texts{"app.1 was rejected on node web1: No such image: app:v2"});
}

TEST_CASE("a service that the swarm puts back has failed; one that it had put back before has not",
          "[swarm]") {
  Swarm on;
  on.app().update_state = "rollback_completed";
  on.app().update_began = "2026-01-01T00:00:00Z";
  on.task("t1", 1, "running");
  on.task("t2", 2, "running");
  SECTION("during the wait") {
    CHECK(on.judge().verdict.state == HealthState::failed);
  }
  SECTION("before it") {
    on.past = past_failures(on.look.services, on.look.tasks);
    on.judge();
    CHECK(on.judge(1s).verdict.state == HealthState::ready);
    on.app().update_began = "2026-01-02T00:00:00Z";
    CHECK(on.judge().verdict.state == HealthState::failed);
  }
}

TEST_CASE("an update that is under way is waited for, however many tasks run", "[swarm]") {
  Swarm on;
  on.app().update_state = "updating";
  on.task("t1", 1, "running");
  on.task("t2", 2, "running");
  on.judge();
  const auto found = on.judge(1s);
  CHECK(found.verdict.state == HealthState::waiting);
  CHECK(found.verdict.absent == Texts{"the swarm still watches the update of service app"});
}

TEST_CASE("a task that finds no node says why", "[swarm]") {
  Swarm on;
  on.app().replicas = 1;
  on.task("t1", 1, "pending", "no suitable node (scheduling constraints not satisfied on 3 nodes)").node = "";
  CHECK(Swarm::reasons(on.judge()) ==
        Texts{"app.1 is pending: no suitable node (scheduling constraints not satisfied on 3 nodes)"});
}

TEST_CASE("a service with a task on each node needs as many as the swarm wants", "[swarm]") {
  Swarm on;
  on.app().replicas.reset();
  on.app().desired = 2;
  on.task("t1", 0, "running").node = "n1";
  on.judge();
  CHECK(on.judge(1s).verdict.state == HealthState::waiting);
  on.task("t2", 0, "running").node = "n2";
  on.judge();
  const auto found = on.judge(1s);
  CHECK(found.verdict.state == HealthState::ready);
  CHECK(found.tasks[0].container.name == "app.web1");
}

TEST_CASE("a job is done when its tasks have ended with code 0", "[swarm]") {
  Swarm on;
  on.app().replicas = 1;
  on.app().runs_to_end = on.app().may_end = true;
  on.task("t1", 1, "running");
  CHECK(on.judge(1s).verdict.state == HealthState::waiting);
  on.look.tasks[0].state = "complete";
  CHECK(on.judge().verdict.state == HealthState::ready);
}

TEST_CASE("a service that should be there and is not is waited for", "[swarm]") {
  Swarm on;
  on.wanted = {"app", "web"};
  on.task("t1", 1, "running");
  on.task("t2", 2, "running");
  on.judge();
  const auto found = on.judge(1s);
  CHECK(found.verdict.state == HealthState::waiting);
  CHECK(found.verdict.absent == Texts{"service web is not in the swarm"});
}

TEST_CASE("a task that ends with code 0 has failed, unless its service does not start it again", "[swarm]") {
  Swarm on;
  on.app().replicas = 1;
  on.app().update_state = "paused";
  on.task("t1", 1, "complete");
  on.task("t2", 1, "ready");
  const auto found = on.judge();
  CHECK(found.verdict.state == HealthState::failed);
  CHECK(Swarm::reasons(found) ==
        Texts{"app.1 has ended by itself on node web1 with exit code 0, before it was seen to be well"});

  Swarm once;
  once.app().replicas = 1;
  once.app().may_end = true;
  once.task("t1", 1, "complete");
  CHECK(once.judge().verdict.state == HealthState::ready);
}
