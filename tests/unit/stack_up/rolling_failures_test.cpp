// Rolling deploys of which a new container does not become well: it goes again, and the old one stays.
#include "unit/stack_up/rolling_stack.hpp"

using namespace slipway;
using namespace slipway::stack_up_test;

namespace {

/// Failed, and as if nothing had been done; the next run does it.
void check_taken_back(RollingStack& on, const Json& result, const std::string& why) {
  INFO(result.dump(1));
  CHECK(result["failed"] == true);
  CHECK(result["healthy"] == false);
  has(result["msg"], why);
  CHECK(result["services"][0]["well_after"].is_null());
  on.check_old_is_untouched();
}

}  // namespace

TEST_CASE("stack_up rolling removes a new container that ends, and leaves the old one", "[rolling]") {
  RollingStack on;
  on.ends["app"] = 3;
  const Json result = on.roll();
  check_taken_back(
      on, result,
      not_replaced + "project shop cannot become healthy: container shop-app-2 exited with code 3");
  CHECK(result["health"][0]["name"] == "shop-app-2");
  CHECK(result["health"][0]["exit_code"] == 3);
  CHECK(result["changed"] == true);
  on.ends.clear();
  CHECK(on.settle_rolling()["healthy"] == true);
}

TEST_CASE("stack_up rolling removes a new container whose check never passes", "[rolling]") {
  RollingStack on(having({{"healthcheck", with_check}}));
  on.on_start = [&](const std::string&) {
    on.checking.checks[on.id_of("shop-app-2")] = {{1, 0.1, true, "no hunter22\n"}};
  };
  const Json result = on.roll({{"health_timeout", 20}, {"mask", {"hunter22"}}});
  check_taken_back(on, result, not_replaced + "project shop is not healthy after 20 s: container shop-app-2");
  has(result["msg"], "said: no ********");
}

TEST_CASE("stack_up rolling removes a new container that ends while it is monitored", "[rolling]") {
  RollingStack on(update_config({{"monitor", "15s"}}));
  on.on_start = [&](const std::string&) {
    on.engine.happens(12, on.id_of("shop-app-2"), "die",
                      {{"State", {{"Status", "exited"}, {"ExitCode", 9}}}});
  };
  check_taken_back(on, on.roll(), "container shop-app-2 exited with code 9");
}

TEST_CASE("stack_up rolling removes what Compose had made before it failed", "[rolling]") {
  RollingStack on;
  on.times_out = "--detach";
  const Json result = on.roll({{"timeout", 30}});
  CHECK(result["failed"] == true);
  has(result["msg"], "docker compose up failed for service app: it did not end within the timeout of 30 s");
  on.check_old_is_untouched();
}

TEST_CASE("stack_up rolling leaves the old container when Compose makes no new one", "[rolling]") {
  RollingStack on;
  on.fails = {"app"};
  const Json result = on.roll({{"mask", {"hunter22"}}});
  CHECK(result["failed"] == true);
  CHECK(result["msg"] == "docker compose up failed for service app: no such image ********");
  on.check_old_is_untouched();
}

TEST_CASE("stack_up rolling keeps the containers that were replaced before one that fails", "[rolling]") {
  RollingStack on(having({{"scale", 2}}));
  on.on_start = [&](const std::string&) {
    if (on.names().back() == "shop-app-3") on.ends["app"] = 1;  // from the second one on
  };
  const Json result = on.roll();
  CHECK(result["failed"] == true);
  has(result["msg"],
      "service app was replaced in part, 1 of 2 containers, and the others were left as they are: project "
      "shop");
  CHECK(on.names() == Calls{"shop-app-2", "shop-app-3"});
  for (const char* name : {"shop-app-2", "shop-app-3"})
    CHECK(on.container(name)["State"]["Status"] == "running");
  on.ends.clear();
  on.on_start = [](const auto&) {};
  CHECK(on.settle_rolling()["healthy"] == true);
  CHECK(on.names() == Calls{"shop-app-3", "shop-app-4"});
}

TEST_CASE("stack_up rolling does not touch what depends on a service that was not replaced", "[rolling]") {
  RollingStack on;
  on.services["web"] = {{"image", "web:1"}, {"depends_on", {{"app", {{"condition", "service_started"}}}}}};
  REQUIRE(on.call()["healthy"] == true);
  on.change();
  on.services["web"]["labels"] = {{"a", "b"}};
  const std::string web = on.id_of("shop-web-1");
  on.ends["app"] = 1;
  CHECK(on.roll()["failed"] == true);
  CHECK(on.id_of("shop-web-1") == web);
  CHECK(on.container("shop-web-1")["State"]["Status"] == "running");
}

TEST_CASE("stack_up rolling says that what it had made cannot be removed", "[rolling]") {
  RollingStack on;
  on.ends["app"] = 3;
  on.engine.refusals["DELETE /containers/id2-shop-app-2"] = {500, R"({"message":"busy"})"};
  const Json result = on.roll();
  has(result["msg"], "container shop-app-2 exited with code 3");
  REQUIRE(result["warnings"].size() == 1);
  has(result["warnings"][0], "cannot remove container 'shop-app-2'");
}

TEST_CASE("stack_up rolling holds whatever request to the engine fails", "[rolling][faults]") {
  const Json options = {{"strategy", "rolling"}};
  RollingStack undisturbed;
  undisturbed.engine.requests.clear();
  REQUIRE(undisturbed.call(options)["healthy"] == true);
  const auto requests = undisturbed.engine.requests;
  REQUIRE(requests.size() > 20);
  for (std::size_t chosen = 0; chosen < requests.size(); ++chosen) {
    INFO("request " << chosen << " " << requests[chosen]);
    RollingStack on;
    on.engine.requests.clear();
    on.engine.fails_at = chosen;
    bool old_ran = false, new_ran = false;
    const Json result = on.call(options);
    for (const auto& [id, document] : on.engine.containers)
      if (document["State"]["Status"] == "running") (id == "id1-shop-app-1" ? old_ran : new_ran) = true;
    CHECK((old_ran || new_ran));
    if (result["failed"])
      CHECK(result["msg"].get<std::string>().find("closed the connection") != std::string::npos);
    on.engine.fails_at.reset();
    CHECK(on.call(options)["healthy"] == true);
    CHECK_FALSE(on.call(options)["changed"]);
    CHECK(on.names().size() == 1);
  }
}

TEST_CASE("stack_up rolling holds whichever program cannot be run", "[rolling][faults]") {
  const Json options = {{"strategy", "rolling"}};
  RollingStack undisturbed;
  REQUIRE(undisturbed.call(options)["healthy"] == true);
  const std::size_t programs = undisturbed.processes.commands.size();
  REQUIRE(programs > 4);
  for (std::size_t chosen = 0; chosen < programs; ++chosen) {
    INFO("program " << chosen);
    RollingStack on;
    on.fails_at = chosen;
    const Json result = on.call(options);
    CHECK(result["failed"] == true);
    has(result["msg"], "cannot start '/bin/docker'");
    CHECK(on.container("shop-app-1")["State"]["Status"] == "running");
    on.fails_at.reset();
    CHECK(on.call(options)["healthy"] == true);
    CHECK_FALSE(on.call(options)["changed"]);
  }
}

TEST_CASE("stack_up rolling leaves the old container when Compose ends well and makes no new one",
          "[rolling]") {
  RollingStack on;
  on.scales = false;
  check_taken_back(on, on.roll(), not_replaced + "docker compose made 0 new containers in place of 1");
}
