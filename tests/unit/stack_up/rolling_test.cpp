// Rolling deploys that go well.
#include "unit/stack_up/rolling_stack.hpp"

using namespace slipway;
using namespace slipway::stack_up_test;

TEST_CASE("stack_up rolling starts a new container beside the old one, which goes last", "[rolling]") {
  RollingStack on;
  on.on_start = [&](const std::string&) {
    CHECK(on.names() == Calls{"shop-app-1", "shop-app-2"});
    CHECK(on.container("shop-app-1")["State"]["Status"] == "running");
  };
  const Json result = on.settle_rolling();
  CHECK(result["failed"] == false);
  CHECK(result["healthy"] == true);
  CHECK(result["msg"] == "project shop is healthy");
  CHECK(Machine::actions(result) == std::map<std::string, std::string>{{"app", "recreate"}});
  CHECK(result["services"][0]["containers"]["before"][0]["name"] == "shop-app-1");
  CHECK(result["services"][0]["containers"]["after"][0]["name"] == "shop-app-2");
  CHECK(result["services"][0]["well_after"].is_number());
  CHECK(on.names() == Calls{"shop-app-2"});
}

TEST_CASE("stack_up rolling adds a container by calls that leave the old one as it is", "[rolling]") {
  RollingStack on;
  on.roll();
  CHECK(on.ups() == Calls{"up --no-start --no-recreate --scale app=2 app",
                          "up --detach --no-deps --no-recreate --scale app=2 app"});
}

TEST_CASE("stack_up rolling ends the old container by its own signal, and waits for its grace", "[rolling]") {
  RollingStack on(having({{"stop_grace_period", "20s"}}));
  on.engine.deaf = {"id1-shop-app-1"};
  on.engine.containers["id1-shop-app-1"]["Config"]["StopSignal"] = "SIGQUIT";
  const Json result = on.roll();
  CHECK(result["failed"] == false);
  CHECK(result["waited"] >= 20);
  CHECK(result["waited"] < 22);
  const auto& asked = on.engine.requests;
  const auto kill =
      std::find(asked.begin(), asked.end(), "POST /containers/id1-shop-app-1/kill?signal=SIGQUIT");
  CHECK(std::find(kill, asked.end(), "DELETE /containers/id1-shop-app-1?force=1&v=1") != asked.end());
}

TEST_CASE("stack_up's check mode says which way a service is replaced, and why", "[rolling]") {
  RollingStack on;
  const Json previewed = on.previewed_call({{"strategy", "rolling"}});
  CHECK(previewed["changed"] == true);
  has(previewed["services"][0]["why"], "; start-first, since two of its containers can run side by side");
  const Json by_service = on.previewed_call();
  CHECK(by_service["services"][0]["why"].get<std::string>().find("-first") == std::string::npos);
}

TEST_CASE("stack_up rolling stops first what cannot be there twice", "[rolling]") {
  RollingStack on(having({{"container_name", "the-app"}}));
  on.on_start = [&](const std::string&) { CHECK(on.names().size() == 1); };
  const std::string why = "; stop-first, since its container_name is the-app; it is away meanwhile";
  has(on.previewed_call({{"strategy", "rolling"}})["services"][0]["why"], why);
  const Json result = on.roll();
  has(result["services"][0]["why"], why);
  CHECK(on.ups() == Calls{"up --detach --no-deps app"});
  CHECK_FALSE(on.roll()["changed"]);
}

TEST_CASE("stack_up rolling creates, scales and keeps as without it", "[rolling]") {
  Machine on;
  CHECK(Machine::actions(on.settle({{"strategy", "rolling"}})) ==
        std::map<std::string, std::string>{{"app", "create"}});
  on.services["app"]["scale"] = 2;
  const Json scaled = on.settle({{"strategy", "rolling"}});
  CHECK(Machine::actions(scaled) == std::map<std::string, std::string>{{"app", "scale"}});
  CHECK(scaled["services"][0]["why"].get<std::string>().find("-first") == std::string::npos);
}

TEST_CASE("stack_up rolling replaces one container of a service after the other", "[rolling]") {
  RollingStack on(having({{"scale", 2}}));
  on.on_start = [&](const std::string&) { CHECK(on.names().size() == 3); };
  CHECK(on.settle_rolling()["healthy"] == true);
  CHECK(on.names() == Calls{"shop-app-3", "shop-app-4"});
  on.change();
  on.roll();
  CHECK(on.ups() == Calls{"up --no-start --no-recreate --scale app=3 app",
                          "up --detach --no-deps --no-recreate --scale app=3 app",
                          "up --no-start --no-recreate --scale app=3 app",
                          "up --detach --no-deps --no-recreate --scale app=3 app"});
}

TEST_CASE("stack_up rolling replaces as many at a time as parallelism says, 0 is all", "[rolling]") {
  for (const auto& [parallelism, scales] :
       std::map<long, std::vector<std::string>>{{2, {"app=5", "app=4"}}, {0, {"app=6"}}, {9, {"app=6"}}}) {
    Json app = update_config({{"parallelism", parallelism}});
    app["scale"] = 3;
    RollingStack on(app);
    CHECK(on.roll()["healthy"] == true);
    Calls expected;
    for (const auto& scale : scales) {
      expected.push_back("up --no-start --no-recreate --scale " + scale + " app");
      expected.push_back("up --detach --no-deps --no-recreate --scale " + scale + " app");
    }
    CHECK(on.ups() == expected);
    CHECK(on.names().size() == 3);
    CHECK_FALSE(on.roll()["changed"]);
  }
}

TEST_CASE("stack_up rolling makes as many as there shall be when a service grows at the same time",
          "[rolling]") {
  RollingStack on;
  on.services["app"]["scale"] = 3;
  CHECK(on.settle_rolling()["healthy"] == true);
  CHECK(on.names() == Calls{"shop-app-2", "shop-app-3", "shop-app-4"});
}

TEST_CASE("stack_up rolling leaves as many as there shall be when a service shrinks at the same time",
          "[rolling]") {
  RollingStack on(having({{"scale", 3}}));
  on.services["app"]["scale"] = 2;
  CHECK(on.settle_rolling()["healthy"] == true);
  CHECK(on.names() == Calls{"shop-app-4", "shop-app-5"});
}

TEST_CASE("stack_up rolling takes the old container away that a cut-off run has left beside a new one",
          "[rolling]") {
  RollingStack on;
  on.make("app", 2, {{"State", {{"Status", "running"}}}});
  const Json result = on.roll();
  CHECK(result["healthy"] == true);
  has(result["services"][0]["why"], "its new containers are there already");
  CHECK(on.names() == Calls{"shop-app-2"});
  CHECK(on.ups().empty());
  CHECK_FALSE(on.roll()["changed"]);
}

TEST_CASE("stack_up rolling takes a surplus away that a cut-off run has left", "[rolling]") {
  RollingStack on;
  for (const long number : {2, 3}) on.make("app", number, {{"State", {{"Status", "running"}}}});
  CHECK(on.settle_rolling()["healthy"] == true);
  CHECK(on.names() == Calls{"shop-app-2"});
}

TEST_CASE("stack_up rolling replaces what a cut-off run has left half-made, too", "[rolling]") {
  for (const char* status : {"created", "exited"}) {
    RollingStack on;
    on.make("app", 2, {{"State", {{"Status", status}}}});
    on.on_start = [&](const std::string&) {
      CHECK(on.container("shop-app-1")["State"]["Status"] == "running");
    };
    CHECK(on.settle_rolling()["healthy"] == true);
    CHECK(on.names().size() == 1);
    CHECK(on.names() != Calls{"shop-app-1"});
  }
}

TEST_CASE("stack_up rolling waits for update_config.delay between groups, and not behind the last",
          "[rolling]") {
  Json app = update_config({{"delay", "30s"}});
  app["scale"] = 2;
  RollingStack on(app);
  const Json result = on.roll();
  CHECK(result["waited"] >= 30);
  CHECK(result["waited"] < 35);
}

TEST_CASE("stack_up rolling looks at a new container for as long as monitor says", "[rolling]") {
  RollingStack on(update_config({{"monitor", "15s"}}));
  const Json result = on.roll({{"health_timeout", 10}});
  CHECK(result["failed"] == false);
  CHECK(result["waited"] >= 15);
  CHECK(result["waited"] < 20);
}

TEST_CASE("stack_up rolling waits for a new container's health before the old one goes", "[rolling]") {
  RollingStack on(having({{"healthcheck", with_check}}));
  on.on_start = [&](const std::string&) {
    on.checking.checks[on.id_of("shop-app-2")] = {{1, 0.1}, {1, 0.1}, {0, 0.1}};
  };
  on.checking.checked.clear();
  CHECK(on.settle_rolling()["healthy"] == true);
  CHECK(std::count(on.checking.checked.begin(), on.checking.checked.end(), "id2-shop-app-2") >= 3);
}

TEST_CASE("stack_up rolling follows the order of the dependencies, and touches only what has changed",
          "[rolling]") {
  Machine on;
  on.services = {{"db", {{"image", "db:1"}, {"healthcheck", with_check}}},
                 {"app", {{"image", "app:1"}, {"depends_on", {{"db", {{"condition", "service_healthy"}}}}}}}};
  on.call();
  const std::string app = on.container("shop-app-1")["Id"];
  on.services["db"]["labels"] = {{"a", "b"}};
  CHECK(Machine::actions(on.settle({{"strategy", "rolling"}})) ==
        std::map<std::string, std::string>{{"db", "recreate"}});
  CHECK(on.container("shop-app-1")["Id"] == app);
  on.services["db"]["labels"] = on.services["app"]["labels"] = {{"a", "c"}};
  on.call({{"strategy", "rolling"}});
  CHECK(on.ups().size() == 4);
  CHECK(on.ups().at(0) == "up --no-start --no-recreate --scale db=2 db");
  CHECK(on.ups().at(2) == "up --no-start --no-recreate --scale app=2 app");
}

TEST_CASE("stack_up rolling replaces all containers by force_recreate", "[rolling]") {
  RollingStack on;
  on.roll();
  REQUIRE_FALSE(on.roll()["changed"]);
  CHECK(on.roll({{"force_recreate", true}})["healthy"] == true);
  CHECK(on.names() == Calls{"shop-app-3"});
}

TEST_CASE("stack_up rolling tells what it does", "[rolling][progress]") {
  RollingStack on;
  on.progress.lines.clear();
  on.roll();
  CHECK(on.progress.lines == Calls{"starting a new container of app beside the old one",
                                   "stopping shop-app-1, which app needs no longer"});
}

TEST_CASE("stack_up rolling warns of a gap where services ask one another by name", "[rolling]") {
  RollingStack on;
  on.services["web"] = {{"image", "web:1"}, {"depends_on", {{"app", {{"condition", "service_started"}}}}}};
  REQUIRE(on.call()["healthy"] == true);
  on.change();
  for (const bool check : {true, false}) {
    const Json result = on.roll({}, check);
    REQUIRE(result["warnings"].size() == 1);
    has(result["warnings"][0], "service app: there will be a gap");
  }
}

TEST_CASE("a service that is scaled to none is removed", "[rolling]") {
  RollingStack on;
  on.services["app"]["scale"] = 0;
  const Json result = on.roll({{"force_recreate", true}}, true);
  CHECK(result["services"][0]["why"].get<std::string>().find("there already") == std::string::npos);
  INFO(result.dump(1));
  CHECK(on.roll({{"force_recreate", true}})["failed"] == false);
  CHECK(on.names().empty());
}
