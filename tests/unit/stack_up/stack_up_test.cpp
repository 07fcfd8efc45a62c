#include "unit/stack_up/machine.hpp"

using namespace slipway;
using namespace slipway::stack_up_test;

namespace {

using Calls = std::vector<std::string>;

Json depends(const Json& on) {
  return {{"image", "shop/web:v1"}, {"depends_on", on}};
}

Json condition(const std::string& name) {
  return {{"condition", name}, {"required", true}};
}

/// web waits for app, which has a health check, and that for db.
Json three() {
  return {{"db", {{"image", "db:1"}, {"healthcheck", with_check}}},
          {"app",
           {{"image", "shop/app:v1"},
            {"healthcheck", with_check},
            {"depends_on", {{"db", condition("service_healthy")}}}}},
          {"web", depends({{"app", condition("service_healthy")}})}};
}

std::string status(Machine& on, const std::string& name) {
  return on.container(name)["State"]["Status"];
}

bool has(const Json& text, const std::string& part) {
  INFO(text.dump());
  const bool found = text.is_string() && text.get<std::string>().find(part) != std::string::npos;
  CHECK(found);
  return found;
}

}  // namespace

TEST_CASE("stack_up brings a stack up in the order of its dependencies", "[stack_up]") {
  Machine on;
  on.services = three();
  const Json result = on.settle();
  CHECK_FALSE(result["failed"]);
  CHECK(result["msg"] == "project shop is healthy");
  CHECK(result["healthy"] == true);
  CHECK(result["fallback"].is_null());
  CHECK(result["levels"] == Json{{"db"}, {"app"}, {"web"}});
  CHECK(Machine::actions(result) ==
        std::map<std::string, std::string>{{"app", "create"}, {"db", "create"}, {"web", "create"}});
  CHECK(result["services"][0]["containers"]["before"].empty());
  CHECK(result["services"][0]["containers"]["after"][0]["name"] == "shop-app-1");
  has(result["services"][0]["why"], "app: created");
}

TEST_CASE("stack_up tells of each service when it was touched and when it was well", "[stack_up]") {
  Machine on;
  on.services = three();
  const Json result = on.call();
  const auto& [app, db, web] = std::tie(result["services"][0], result["services"][1], result["services"][2]);
  CHECK(db["began_after"] == 0.0);
  CHECK(db["well_after"] <= app["began_after"]);
  CHECK(app["began_after"] <= app["well_after"]);
  CHECK(app["well_after"] <= web["began_after"]);
  CHECK(web["well_after"] <= result["waited"]);
  const Json previewed = on.call({{"force_recreate", true}}, true);
  CHECK(previewed["services"][0]["began_after"].is_null());
  CHECK(previewed["services"][0]["well_after"].is_null());
}

TEST_CASE("stack_up calls Compose so that labels and hash are those of a plain up", "[stack_up]") {
  Machine on;
  on.services = three();
  on.call();
  CHECK(on.ups() == Calls{"up --detach --no-deps db", "up --no-start app",
                          "up --detach --no-deps --no-recreate app", "up --no-start web",
                          "up --detach --no-deps --no-recreate web"});
}

TEST_CASE("stack_up does not wait for the engine's first probe, with probe: engine it does", "[stack_up]") {
  Machine on;
  on.services = three();
  CHECK(on.call()["waited"] < 5);
  on.on_start = [&](const std::string& service) {
    const std::string id = on.container("shop-" + service + "-1")["Id"];
    on.engine.happens(30, id, "health_status: healthy", {{"State", {{"Health", {{"Status", "healthy"}}}}}});
  };
  on.services["db"]["labels"] = on.services["app"]["labels"] = {{"a", "b"}};
  const Json patient = on.call({{"probe", "engine"}});
  CHECK(patient["healthy"] == true);
  CHECK(patient["waited"] > 59);
  CHECK(patient["waited"] < 65);
}

TEST_CASE("stack_up touches only what has changed", "[stack_up]") {
  Machine on;
  on.services = three();
  on.call();
  const std::string db = on.container("shop-db-1")["Id"], web = on.container("shop-web-1")["Id"];
  on.services["app"]["labels"] = {{"a", "b"}};
  const Json result = on.settle();
  CHECK(Machine::actions(result) == std::map<std::string, std::string>{{"app", "recreate"}});
  CHECK(on.container("shop-db-1")["Id"] == db);
  CHECK(on.container("shop-web-1")["Id"] == web);
}

TEST_CASE("stack_up recreates every container by force_recreate", "[stack_up]") {
  Machine on;
  on.services = three();
  on.call();
  const Json result = on.call({{"force_recreate", true}});
  CHECK(result["levels"] == Json{{"db"}, {"app"}, {"web"}});
  CHECK(on.ups().at(0) == "up --detach --no-deps --force-recreate db");
  CHECK(on.ups().at(1) == "up --no-start --force-recreate app");
}

TEST_CASE("stack_up ends at the service that does not become well, with its evidence", "[stack_up]") {
  Machine on;
  on.services = three();
  on.ends["db"] = 3;
  const Json result = on.call();
  CHECK(result["failed"] == true);
  CHECK(result["changed"] == true);
  has(result["msg"],
      "service app cannot be started, since a dependency is not well: "
      "project shop cannot become healthy: container shop-db-1 exited with code 3");
  CHECK(result["health"][0]["service"] == "db");
  CHECK(result["health"][0]["exit_code"] == 3);
  CHECK(result["healthy"] == false);
  CHECK(result["services"][0]["began_after"].is_null());
  CHECK(result["services"][1]["began_after"] == 0.0);
  CHECK(result["services"][1]["well_after"].is_null());
  CHECK(on.ups() == Calls{"up --detach --no-deps db"});
}

TEST_CASE("stack_up ends when a check never passes, with what the check says", "[stack_up]") {
  Machine on;
  on.services = three();
  on.on_start = [&](const std::string& service) {
    on.checking.checks[on.container("shop-" + service + "-1")["Id"]] = {{1, 0.1, true, "no hunter22\n"}};
  };
  const Json result = on.call({{"timeout", 20}, {"mask", {"hunter22"}}});
  CHECK(result["failed"] == true);
  has(result["msg"], "is not healthy after 20 s");
  has(result["msg"], "said: no ********");
  CHECK(result["health"][0]["last_probe"] == "no ********\n");
  CHECK(result["waited"] >= 20);
  CHECK(result["waited"] < 22);
}

TEST_CASE("stack_up waits for a dependency that did not change and is not well yet", "[stack_up]") {
  Machine on;
  on.services = three();
  on.call();
  on.services["web"]["labels"] = {{"a", "b"}};
  const std::string app = on.container("shop-app-1")["Id"];
  on.engine.containers[app]["State"]["Status"] = "paused";
  on.engine.happens(5, app, "unpause", {{"State", {{"Status", "running"}}}});
  const Json previewed = on.call({}, true);
  CHECK(previewed["failed"] == true);  // Compose cannot start a paused container
  has(previewed["msg"], "docker compose up fails: container shop-app-1 is paused");
  on.engine.containers[app]["State"]["Status"] = "running";
  CHECK(on.call()["healthy"] == true);
}

TEST_CASE("stack_up runs one-shots once, and what waits for their end afterwards", "[stack_up]") {
  Machine on;
  on.services = {{"migrate", {{"image", "shop/app:v1"}}},
                 {"app", depends({{"migrate", condition("service_completed_successfully")}})}};
  on.ends["migrate"] = 0;
  const Json first = on.call();
  CHECK(first["healthy"] == true);
  CHECK(first["levels"] == Json{{"migrate"}, {"app"}});
  const Json again = on.call();
  CHECK(Machine::actions(again) == std::map<std::string, std::string>{{"migrate", "start"}});
  const Json skipped = on.settle({{"one_shots", "skip"}});
  CHECK_FALSE(skipped["changed"]);
}

TEST_CASE("stack_up makes a changed one-shot and does not run it by one_shots: skip", "[stack_up]") {
  Machine on;
  on.services = {{"migrate", {{"image", "shop/app:v1"}}},
                 {"app", depends({{"migrate", condition("service_completed_successfully")}})}};
  on.ends["migrate"] = 0;
  on.call();
  on.services["migrate"]["image"] = on.services["app"]["image"] = "shop/app:v0";
  on.ends["migrate"] = 1;
  const Json result = on.settle({{"one_shots", "skip"}});
  CHECK(result["healthy"] == true);
  CHECK(status(on, "shop-migrate-1") == "created");
  CHECK(status(on, "shop-app-1") == "running");
  has(result["services"][1]["why"], "it is made and not run (one_shots: skip)");
}

TEST_CASE("stack_up fails with a one-shot that does, and does not start what waits for it", "[stack_up]") {
  Machine on;
  on.services = {{"migrate", {{"image", "shop/app:v1"}}},
                 {"app", depends({{"migrate", condition("service_completed_successfully")}})}};
  on.ends["migrate"] = 1;
  const Json result = on.call();
  has(result["msg"], "service app cannot be started");
  has(result["msg"], "container shop-migrate-1 exited with code 1");
  CHECK(on.engine.containers.size() == 1);
}

TEST_CASE("stack_up restarts who depends with restart: true", "[stack_up]") {
  Machine on;
  on.services = {{"db", {{"image", "db:1"}}},
                 {"app", depends({{"db", {{"condition", "service_started"}, {"restart", true}}}})}};
  on.call();
  const std::string app = on.container("shop-app-1")["Id"];
  on.services["db"]["labels"] = {{"a", "b"}};
  const Json result = on.settle();
  CHECK(Machine::actions(result) ==
        std::map<std::string, std::string>{{"app", "restart"}, {"db", "recreate"}});
  CHECK(on.container("shop-app-1")["Id"] == app);
  CHECK(status(on, "shop-app-1") == "running");
}

TEST_CASE("stack_up goes on without what is not required", "[stack_up]") {
  Machine on;
  on.services = {{"app", depends({{"mail", {{"condition", "service_healthy"}, {"required", false}}}})}};
  CHECK(on.settle()["healthy"] == true);
  // There, and not well: the dependent is started, and the stack is not healthy all the same.
  on.services["mail"] = {{"image", "mail:1"}};
  on.services["app"]["labels"] = {{"a", "b"}};
  on.ends["mail"] = 1;
  const Json result = on.call();
  CHECK(result["failed"] == true);
  CHECK(status(on, "shop-app-1") == "running");
  has(result["warnings"][0], "service app started although a dependency that is not required is not well");
}

TEST_CASE("stack_up scales within its level", "[stack_up]") {
  Machine on;
  on.call();
  on.services["app"]["scale"] = 3;
  CHECK(Machine::actions(on.settle()) == std::map<std::string, std::string>{{"app", "scale"}});
  CHECK(on.engine.containers.size() == 3);
  on.services["app"]["scale"] = 0;
  const Json result = on.settle();
  CHECK(result["msg"] == "project shop has no containers to wait for");
  CHECK(on.engine.containers.empty());
}

TEST_CASE("stack_up does it with one call when that is asked for", "[stack_up]") {
  Machine on;
  on.services = three();
  const Json result = on.settle({{"strategy", "together"}});
  CHECK(result["fallback"] == "strategy is together");
  on.services["db"]["labels"] = {{"a", "b"}};
  on.call({{"strategy", "together"}, {"remove_orphans", true}});
  CHECK(on.ups() == Calls{"up --detach --remove-orphans"});
}

TEST_CASE("stack_up removes orphans first, and only when that is asked for", "[stack_up]") {
  Machine on;
  on.call();
  on.engine.put(test::container_document("shop-old-1", "old"));
  CHECK_FALSE(on.call()["changed"]);
  const Json result = on.settle({{"remove_orphans", true}});
  CHECK(Machine::actions(result) == std::map<std::string, std::string>{{"old", "remove"}});
  CHECK(on.engine.containers.size() == 1);
}

TEST_CASE("stack_up removes orphans of a stack whose services are all made by providers", "[stack_up]") {
  Machine on;
  on.services = {{"db", {{"provider", {{"type", "awesomecloud"}}}}}};
  on.engine.put(test::container_document("shop-old-1", "old"));
  const Json result = on.call({{"remove_orphans", true}});
  INFO(result.dump(1));
  CHECK_FALSE(result["failed"]);
  CHECK(on.ups().at(0) == "up --no-start --no-recreate --remove-orphans db");
}

TEST_CASE("stack_up removes half-made containers of this project, and what stack_run left", "[stack_up]") {
  Machine on;
  on.call();
  on.make("app", 1, {{"Id", "half"}, {"Name", "/0123456789ab_shop-app-1"}});
  on.engine.put(test::container_document(
      "shop-app-run-1", "app",
      {{"Config", {{"Labels", {{"slipway.command", "shop"}, {"com.docker.compose.oneoff", "True"}}}}}}));
  const Json previewed = on.call({}, true);
  CHECK(previewed["changed"] == true);
  has(previewed["warnings"][0], "it would be removed");
  const Json result = on.call();
  CHECK(result["changed"] == true);
  CHECK(result["services"].empty());
  CHECK(result["warnings"].size() == 2);
  CHECK(on.engine.containers.size() == 1);
  CHECK_FALSE(on.call()["changed"]);
}

TEST_CASE("stack_up names a container of somebody else under the name that it needs, and touches nothing",
          "[stack_up]") {
  Machine on;
  on.services["app"]["container_name"] = "shop";
  on.engine.put(test::container_document(
      "shop", "x", {{"Config", {{"Labels", {{"com.docker.compose.project", "other"}}}}}}));
  for (const bool check : {true, false}) {
    const Json result = on.call({}, check);
    CHECK(result["failed"] == true);
    has(result["msg"],
        "service app needs the container name 'shop', which project 'other' has; remove or rename");
    CHECK(on.ups().empty());
  }
  CHECK(on.engine.containers.size() == 1);
}

TEST_CASE("stack_up says what Compose complained about, without its progress and secrets", "[stack_up]") {
  Machine on;
  on.fails = {"app"};
  const Json result = on.call({{"mask", {"hunter22"}}});
  CHECK(result["failed"] == true);
  CHECK(result["msg"] == "docker compose up failed for service app: no such image ********");
}

TEST_CASE("stack_up says when Compose does not end", "[stack_up]") {
  Machine on;
  on.times_out = "--detach";
  has(on.call({{"timeout", 30}})["msg"], "it did not end within the timeout of 30 s");
}

TEST_CASE("stack_up's dry run does not fail for want of what a real run would have made", "[stack_up]") {
  Machine on;
  on.refuses_files = true;
  const Json previewed = on.call({}, true);
  CHECK_FALSE(previewed["failed"]);
  has(previewed["warnings"][0], "nothing to see yet: ");
  CHECK(on.call()["failed"] == true);
}

TEST_CASE("stack_up takes a stack down, also when its files are gone", "[stack_up]") {
  Machine on;
  on.call();
  const Json previewed = on.call({{"state", "absent"}}, true);
  CHECK(previewed["changed"] == true);
  CHECK(on.engine.containers.size() == 1);
  on.refuses_files = true;
  const Json result = on.call({{"state", "absent"}});
  CHECK(result["msg"] == "project shop was taken down; its volumes stay");
  CHECK(result["removed"] == Json{"shop-app-1"});
  CHECK(on.ups() == Calls{"down --remove-orphans"});
  has(result["warnings"][0], "cannot be read");
  CHECK(on.engine.containers.empty());
  CHECK_FALSE(on.call({{"state", "absent"}})["changed"]);
}

TEST_CASE("stack_up refuses times that make no sense", "[stack_up]") {
  Machine on;
  has(on.call({{"timeout", 0}})["msg"], "timeout: write a number of seconds from 1 to 604800, not 0");
  has(on.call({{"health_timeout", -1}})["msg"], "health_timeout is -1 s");
  has(on.call({{"stable_for", 200}})["msg"],
      "cannot pass within the health_timeout of 120 s; raise health_timeout");
}

TEST_CASE("stack_up tells what it does and what it waits for", "[stack_up][progress]") {
  Machine on;
  on.services = three();
  on.on_start = [&](const std::string& service) {
    const std::string id = on.container("shop-" + service + "-1")["Id"];
    on.engine.happens(8, id, "health_status: healthy", {{"State", {{"Health", {{"Status", "healthy"}}}}}});
  };
  on.call({{"probe", "engine"}}, true);
  CHECK(on.progress.lines.empty());
  on.call({{"probe", "engine"}});
  CHECK(on.progress.lines == Calls{"starting db", "waiting for db", "db healthy after 11 s", "starting app",
                                   "waiting for app", "app healthy after 18 s", "starting web"});
  on.progress.lines.clear();
  on.services = {{"app", {{"image", "shop/app:v2"}}}, {"job", {{"image", "shop/app:v2"}}}};
  on.make("job", 1);
  on.call({{"remove_orphans", true}, {"force_recreate", true}});
  CHECK(on.progress.lines == Calls{"removing db, web", "replacing app, job"});
}
