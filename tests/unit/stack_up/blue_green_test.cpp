// Blue-green deploys: all requests over at once, and back at once.
#include "stack/blue_green.hpp"
#include "unit/stack_up/proxied_stack.hpp"

using namespace slipway;
using namespace slipway::stack_up_test;

namespace {

struct Colours : ProxiedStack {
  static Json options(const Json& changes = Json::object()) {
    Json given = {{"strategy", "blue_green"}, {"keep_old", 5}, {"proxy", caddy()}};
    given.update(changes);
    return given;
  }

  Json deploy(const Json& changes = Json::object(), bool check = false) {
    return call(options(changes), check);
  }

  Json settle_colours(const Json& changes = Json::object()) { return settle(options(changes)); }

  std::string status_of(const std::string& name) { return container(name)["State"]["Status"]; }
};

const std::string back = "service app was switched back to its old container: ";

}  // namespace

TEST_CASE("stack_up blue_green sends all requests over when the new container is well", "[blue_green]") {
  Colours on;
  const Json result = on.settle_colours();
  CHECK(result["healthy"] == true);
  CHECK_FALSE(result.contains("warnings"));
  CHECK(on.told == Calls{"shop-app-1 while shop-app-1", "shop-app-2 while shop-app-1 shop-app-2",
                         "app:9000 while shop-app-2"});
  CHECK(result["services"][0]["containers"]["after"].size() == 1);
  CHECK(result["services"][0]["containers"]["after"][0]["name"] == "shop-app-2");
}

TEST_CASE("stack_up blue_green lets the old containers run on for keep_old", "[blue_green]") {
  for (const long keep : {0, 40}) {
    Colours on;
    const Json result = on.deploy({{"keep_old", keep}});
    CHECK(result["healthy"] == true);
    CHECK(result["waited"] >= keep);
    CHECK(result["waited"] < keep + 3);
  }
}

TEST_CASE("stack_up blue_green stops no old container before the proxy goes by what it was told",
          "[blue_green]") {
  Colours on;
  Json options = Colours::options({{"keep_old", 0}});
  options["proxy"] = {{{"service", "web"},
                       {"kind", "reload"},
                       {"command", {"nginx", "-s", "reload"}},
                       {"by_address", true},
                       {"settle", 7}}};
  const Json result = on.call(options);
  CHECK(result["healthy"] == true);
  CHECK(result["waited"] >=
        14);  // once for the old ones, before there is a new one, and once behind the switch
  CHECK(result["waited"] < 17);
}

TEST_CASE("stack_up blue_green makes all new containers before any request goes over", "[blue_green]") {
  Colours on;
  on.services["api"] = {{"image", "api:1"}, {"depends_on", {{"app", {{"condition", "service_started"}}}}}};
  REQUIRE(on.deploy()["healthy"] == true);
  on.change();
  on.services["api"]["labels"] = {{"a", "b"}};
  std::size_t told = 0;
  on.on_start = [&](const std::string& service) {
    if (service == "api") told = on.told.size();
  };
  on.told.clear();
  const Json result = on.deploy();
  CHECK(result["healthy"] == true);
  CHECK(told == 1);  // the proxy knows of what is there before, and no more
  CHECK(on.ups() == Calls{"up --no-start --no-recreate --scale app=2 app",
                          "up --detach --no-deps --no-recreate --scale app=2 app",
                          "up --no-start --no-recreate --scale api=2 --scale app=2 api",
                          "up --detach --no-deps --no-recreate --scale api=2 api"});
  CHECK(on.names() == Calls{"shop-app-3"});
  CHECK(on.names("api") == Calls{"shop-api-2"});
}

TEST_CASE("stack_up blue_green replaces services that do not depend on one another",
          "[blue_green][regression]") {
  Colours on;
  on.services["api"] = {{"image", "api:1"}};
  REQUIRE(on.deploy()["healthy"] == true);
  on.change();
  on.services["api"]["labels"] = {{"a", "b"}};
  CHECK(on.settle_colours()["healthy"] == true);
  CHECK(on.names() == Calls{"shop-app-3"});
  CHECK(on.names("api") == Calls{"shop-api-2"});
}

TEST_CASE("stack_up blue_green replaces what depends on a colour when there is one again", "[blue_green]") {
  Colours on;
  on.services["worker"] = {{"image", "worker:1"},
                           {"depends_on", {{"app", {{"condition", "service_started"}}}}}};
  Json options = Colours::options();
  options["proxy"][0]["backends"] = {"app"};
  REQUIRE(on.call(options)["healthy"] == true);
  on.change();
  on.services["worker"]["labels"] = {{"a", "b"}};
  on.on_start = [&](const std::string& service) {
    if (service == "worker") CHECK(on.names().size() == 1);
  };
  CHECK(on.settle(options)["healthy"] == true);
  CHECK(on.names("worker") == Calls{"shop-worker-2"});
}

TEST_CASE("services that depend on some are found, be it by others", "[blue_green]") {
  ComposeModel model;
  model.services["db"] = {};
  model.services["app"].depends_on = {{"db"}};
  model.services["web"].depends_on = {{"app"}};
  model.services["mail"] = {};
  CHECK(dependents_of({"db"}, model) == std::set<std::string>{"app", "web"});
  CHECK(dependents_of({"web", "mail"}, model).empty());
}

TEST_CASE("stack_up blue_green never sends requests to a container that does not become well",
          "[blue_green]") {
  Colours on;
  on.ends["app"] = 3;
  const Json result = on.deploy();
  CHECK(result["failed"] == true);
  has(result["msg"],
      not_replaced + "project shop cannot become healthy: container shop-app-2 exited with code 3");
  CHECK(result["health"][0]["exit_code"] == 3);
  CHECK(on.told == Calls{"shop-app-1 while shop-app-1", "shop-app-1 while shop-app-1 shop-app-2",
                         "app:9000 while shop-app-1"});
  on.check_old_is_untouched();
}

TEST_CASE("stack_up blue_green sends requests back when a new container ends behind the switch",
          "[blue_green]") {
  Colours on;
  on.on_start = [&](const std::string& service) {
    if (service == "app")
      on.engine.happens(12, on.id_of("shop-app-2"), "die",
                        {{"State", {{"Status", "exited"}, {"ExitCode", 9}}}});
  };
  const Json result = on.deploy({{"keep_old", 30}});
  CHECK(result["failed"] == true);
  has(result["msg"], back + "after the switch project shop");
  has(result["msg"], "container shop-app-2 exited with code 9");
  CHECK(result["health"][0]["exit_code"] == 9);
  CHECK(on.told.at(on.told.size() - 2) == "shop-app-1 while shop-app-1 shop-app-2");
  CHECK(result["waited"] < 15);
  on.check_old_is_untouched();
}

TEST_CASE("stack_up blue_green sends requests back when the stack is not well behind the switch",
          "[blue_green]") {
  Colours on;
  on.web.answer = [](const WebPage&) { return WebReply{500, "", ""}; };
  const Json result = on.deploy({{"http", {{{"url", "http://localhost/"}}}}, {"health_timeout", 10}});
  CHECK(result["failed"] == true);
  has(result["msg"], back + "project shop");
  has(result["msg"], "http://localhost/ answered 500");
  on.check_old_is_untouched();
}

TEST_CASE("stack_up blue_green sends requests back when the proxy refuses", "[blue_green]") {
  Colours on;
  on.refuses = 1;
  const Json result = on.deploy();
  CHECK(result["failed"] == true);
  has(result["msg"], back + "the proxy web cannot be told: PATCH ");
  CHECK(on.told.back() == "app:9000 while shop-app-1");
  on.check_old_is_untouched();
}

TEST_CASE("stack_up blue_green sends requests back when the watched page was never well", "[blue_green]") {
  Colours on;
  on.web.watched = {{{}, {}, "answered 404, expected 200"}};
  const Json page = {{"url", "http://127.0.0.1:8080/"}};
  Json limited = page;
  limited["max_failures"] = 5;
  const Json result = on.deploy({{"watch", limited}, {"health_timeout", 30}});
  CHECK(result["msg"] ==
        back + "the watched page http://127.0.0.1:8080/ was not well before, and is not now");
  on.check_old_is_untouched();
  CHECK(on.settle_colours({{"watch", page}})["healthy"] == true);  // without a limit it is only counted
}

TEST_CASE("stack_up blue_green names all services whose requests went back", "[blue_green]") {
  Colours on;
  on.services["api"] = {{"image", "api:1"}};
  REQUIRE(on.deploy()["healthy"] == true);
  on.change();
  on.services["api"]["labels"] = {{"a", "b"}};
  on.on_start = [&](const std::string&) { on.web.watched.push_back({{}, {}, "answered 502, expected 200"}); };
  const Json page = {{"url", "http://127.0.0.1:8080/"}, {"max_failures", 1}};
  const Json result = on.deploy({{"watch", page}});
  CHECK(result["msg"] ==
        "services api, app were switched back to their old containers: after the switch more requests have "
        "failed than max_failures allows");
  CHECK(on.names("api") == Calls{"shop-api-1"});
  CHECK(on.names() == Calls{"shop-app-2"});
}

TEST_CASE("stack_up blue_green says of a service with several containers that it has its old ones again",
          "[blue_green]") {
  Colours on;
  on.services["app"]["scale"] = 2;
  REQUIRE(on.call()["healthy"] == true);
  on.change();
  on.refuses = 1;
  has(on.deploy()["msg"],
      "service app was switched back to its old containers: the proxy web cannot be told");
  CHECK(on.names() == Calls{"shop-app-1", "shop-app-2"});
}

TEST_CASE("stack_up blue_green replaces what no proxy serves as rolling does", "[blue_green]") {
  Colours on;
  on.services["worker"] = {{"image", "worker:1"}};
  REQUIRE(on.deploy()["healthy"] == true);
  on.services["worker"]["labels"] = {{"a", "b"}};
  Json options = Colours::options();
  options["proxy"][0]["backends"] = {"app"};
  REQUIRE(on.call(options)["healthy"] == true);
  CHECK(on.names("worker") == Calls{"shop-worker-2"});
}

TEST_CASE("stack_up blue_green refuses proxies that cannot be sent from one container to another",
          "[blue_green]") {
  Colours on;
  const std::string needed =
      "strategy blue_green needs a proxy that can be sent from one container to another";
  has(on.deploy({{"proxy", Json::array()}})["msg"], needed);
  has(on.deploy({{"proxy", {{{"kind", "labels"}}}}})["msg"], needed);
  has(on.deploy({{"proxy", {{{"kind", "reload"}, {"service", "web"}, {"command", {"nginx"}}}}}})["msg"],
      needed);
  on.check_old_is_untouched();
}

TEST_CASE("stack_up blue_green holds whatever request to the engine fails", "[blue_green][faults]") {
  Colours undisturbed;
  undisturbed.engine.requests.clear();
  REQUIRE(undisturbed.deploy()["healthy"] == true);
  const auto requests = undisturbed.engine.requests;
  REQUIRE(requests.size() > 20);
  for (std::size_t chosen = 0; chosen < requests.size(); ++chosen) {
    INFO("request " << chosen << " " << requests[chosen]);
    Colours on;
    on.engine.requests.clear();
    on.engine.fails_at = chosen;
    const Json result = on.deploy();
    bool runs = false;
    for (const auto& name : on.names()) runs = runs || on.status_of(name) == "running";
    CHECK(runs);
    if (result["failed"])
      CHECK(result["msg"].get<std::string>().find("closed the connection") != std::string::npos);
    on.engine.fails_at.reset();
    CHECK(on.deploy()["healthy"] == true);
    CHECK_FALSE(on.deploy()["changed"]);
    long running = 0;
    for (const auto& name : on.names()) running += on.status_of(name) == "running" ? 1 : 0;
    CHECK(running == 1);
  }
}
