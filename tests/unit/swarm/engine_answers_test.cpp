// What real engines answered (20.10.24, and three of them in a swarm), read.
#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "swarm/membership.hpp"
#include "swarm/services.hpp"
#include "swarm/tasks.hpp"
#include "unit/support/scripted_engine.hpp"

using namespace slipway;

namespace {

const std::string services = R"([{"ID":"4uj3","Version":{"Index":1014},"Spec":{"Name":"shop_app",
  "Labels":{"com.docker.stack.image":"r:5000/app:v1","com.docker.stack.namespace":"shop"},
  "TaskTemplate":{"ContainerSpec":{"Image":"r:5000/app:v1@sha256:ce20","Env":["MODE=fast","EMPTY=","BARE"],
    "Secrets":[{"SecretName":"shop_key_1"}],"Configs":[{"ConfigName":"shop_conf_1"}]},"ForceUpdate":0},
  "Mode":{"Replicated":{"Replicas":2}}},
  "UpdateStatus":{"State":"paused","StartedAt":"2026-12-01T02:57:07.5Z","Message":"update paused"},
  "ServiceStatus":{"RunningTasks":2,"DesiredTasks":2,"CompletedTasks":0}}])";

const std::string failed =
    R"json({"ID":"t1","CreatedAt":"2026-12-01T02:56:05.04Z","ServiceID":"4uj3","Slot":1,"NodeID":"n1",
  "Status":{"State":"failed","Err":"task: non-zero exit (137): dockerexec: unhealthy container",
  "ContainerStatus":{"ContainerID":"c0","PID":0,"ExitCode":137},"PortStatus":{}},"DesiredState":"shutdown"})json";
const std::string pending =
    R"json({"ID":"t2","CreatedAt":"2026-12-01T02:56:04.85Z","ServiceID":"4uj3","Slot":2,
  "Status":{"State":"pending","Err":"no suitable node (scheduling constraints not satisfied on 3 nodes)",
                  "PortStatus" : {}
}
, "DesiredState" : "running"
})json";

}  // namespace

TEST_CASE("a service is read with its image, variables, objects and update", "[swarm]") {
  test::ScriptedEngine engine;
  engine.answers["GET /services?status=true&filters=" + stack_filter("shop")] = {200, services};
  const auto found = stack_services(engine, "shop");
  REQUIRE(found);
  REQUIRE(found->size() == 1);
  const SwarmService& app = found->front();
  CHECK(app.name == "app");
  CHECK(app.version == 1014);
  CHECK(app.image == "r:5000/app:v1@sha256:ce20");
  CHECK(app.environment == std::map<std::string, std::string>{{"MODE", "fast"}, {"EMPTY", ""}, {"BARE", ""}});
  CHECK(app.replicas == 2);
  CHECK(app.objects == std::vector<std::string>{"shop_key_1", "shop_conf_1"});
  CHECK(app.update_state == "paused");
  CHECK(app.desired == 2);
}

TEST_CASE("tasks are read in the order of their creation, those of the newest specification marked",
          "[swarm]") {
  test::ScriptedEngine engine;
  engine.answers["GET /tasks?filters=" + stack_filter("shop")] = {200, "[" + failed + "," + pending + "]"};
  engine.answers["GET /tasks?filters=" + stack_filter("shop", {{"_up-to-date", "true"}})] = {
      200, "[" + failed + "]"};
  const auto tasks = stack_tasks(engine, "shop");
  REQUIRE(tasks);
  REQUIRE(tasks->size() == 2);
  CHECK(tasks->at(0).state == "pending");
  CHECK(tasks->at(0).node.empty());
  CHECK_FALSE(tasks->at(0).exit_code);
  CHECK_FALSE(tasks->at(0).is_current);
  CHECK(tasks->at(1).has_failed(false));
  CHECK(tasks->at(1).exit_code == 137);
  CHECK(tasks->at(1).is_current);
}

TEST_CASE("new tasks are forced by a specification that counts one more, and names the version that was read",
          "[swarm]") {
  test::ScriptedEngine engine;
  engine.answers["GET /services?status=true&filters=" + stack_filter("shop")] = {200, services};
  engine.answers["POST /services/4uj3/update?registryAuthFrom=spec&version=1014"] = {200, "{}"};
  REQUIRE(force_update(engine, stack_services(engine, "shop")->front()));
  CHECK(engine.asked.back().second["TaskTemplate"]["ForceUpdate"] == 1);
  CHECK(engine.asked.back().second["Name"] == "shop_app");
}

TEST_CASE("what an engine is in a swarm decides whether it takes a stack, and what to do", "[swarm]") {
  CHECK(trouble_of({"active", true, ""}).problem.empty());
  CHECK(trouble_of({"inactive", false, ""}).problem == "this engine is in no swarm");
  CHECK(trouble_of({"active", false, ""}).remedy ==
        "deploy to a manager; 'docker node promote' makes this one such");
  CHECK(trouble_of({"locked", false, ""}).remedy == "run 'docker swarm unlock' here");
  CHECK(trouble_of({"error", false, "no quorum"})
            .problem.starts_with("this engine cannot take part in its swarm"));
}

TEST_CASE("a worker, and an engine in no swarm, are not asked about stacks", "[swarm]") {
  test::ScriptedEngine engine;
  engine.answers["GET /info"] = {200, R"({"Swarm":{"LocalNodeState":"active","ControlAvailable":false}})"};
  CHECK(check_manages(engine).error().message.starts_with("this engine is a worker of its swarm"));
  engine.answers["GET /info"] = {200, R"({"Swarm":{"LocalNodeState":"active","ControlAvailable":true}})"};
  CHECK(check_manages(engine));
}

TEST_CASE("nodes are read with their hosts' names", "[swarm]") {
  test::ScriptedEngine engine;
  engine.answers["GET /nodes"] = {
      200,
      R"([{"ID":"n2","Description":{"Hostname":"web2"},"Status":{"State":"down"},"Spec":{"Availability":"active"}},
    {"ID":"n1","Description":{"Hostname":"web1"},"Status":{"State":"ready"},"Spec":{"Availability":"drain"}}])"};
  const auto nodes = swarm_nodes(engine);
  REQUIRE(nodes);
  CHECK(nodes->at(0).name == "web1");
  CHECK(nodes->at(1).state == "down");
}
