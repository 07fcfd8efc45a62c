// What services say under x-slipway, and proxies, in a rolling deploy.
#include "unit/stack_up/proxied_stack.hpp"

using namespace slipway;
using namespace slipway::stack_up_test;

TEST_CASE("stack_up rolling asks a new container's own page before the old one goes", "[rolling]") {
  RollingStack on;
  on.own_settings["app"] = {{"check", {{"port", 9000}, {"path", "/ping"}, {"contains", "pong"}}}};
  on.web.answer = [&](const WebPage&) {
    CHECK(on.names().size() == 2);
    return WebReply{200, "", on.web.asked.size() < 3 ? "starting" : "pong"};
  };
  CHECK(on.roll()["healthy"] == true);
  REQUIRE(on.web.asked.size() == 3);
  CHECK(on.web.asked[0].addresses == Calls{"172.18.0.2"});
  CHECK(on.web.asked[0].port == 9000);
  CHECK(on.web.asked[0].target == "/ping");
  CHECK_FALSE(on.roll()["changed"]);
}

TEST_CASE("stack_up rolling removes a new container whose page never answers well", "[rolling]") {
  RollingStack on;
  on.own_settings["app"] = {{"check", {{"path", "/ping"}}}};
  on.web.answer = [&](const WebPage&) { return WebReply{502, "", ""}; };
  const Json result = on.roll({{"health_timeout", 20}});
  CHECK(result["failed"] == true);
  has(result["msg"], not_replaced);
  has(result["msg"], "http://172.18.0.2:80/ping answered 502, expected 200");
  on.check_old_is_untouched();
}

TEST_CASE("stack_up rolling says that a container without an address has no page", "[rolling]") {
  RollingStack on;
  on.own_settings["app"] = {{"check", Json::object()}};
  on.on_start = [&](const std::string&) {
    on.engine.containers[on.id_of("shop-app-2")]["NetworkSettings"]["Networks"].clear();
  };
  has(on.roll()["msg"],
      not_replaced + "its x-slipway.check cannot be asked, since container shop-app-2 has no address");
  on.check_old_is_untouched();
}

TEST_CASE("stack_up rolling runs a check in the new container until it passes", "[rolling]") {
  RollingStack on;
  on.own_settings["app"] = {{"check", {{"command", {"php", "ready"}}}}};
  on.on_start = [&](const std::string&) {
    on.checking.checks[on.id_of("shop-app-2")] = {{1, 0.1}, {0, 0.1}};
  };
  const Json result = on.roll();
  CHECK(result["healthy"] == true);
  CHECK(on.checking.checked == Calls{"id2-shop-app-2", "id2-shop-app-2"});
  CHECK(on.checking.commands.at(0) == nlohmann::json{"php", "ready"});
  CHECK(result["waited"] >= 1);
}

TEST_CASE("stack_up rolling removes a new container whose own check never passes", "[rolling]") {
  RollingStack on;
  on.own_settings["app"] = {{"check", {{"command", {"php", "ready"}}}}};
  on.on_start = [&](const std::string&) {
    on.checking.checks[on.id_of("shop-app-2")] = {{7, 0.1, true, "no hunter22\n"}};
  };
  const Json result = on.roll({{"health_timeout", 20}, {"mask", {"hunter22"}}});
  CHECK(result["failed"] == true);
  CHECK(result["msg"] ==
        not_replaced + "its x-slipway.check in container shop-app-2 ended with 7: no ********");
  CHECK(result["waited"] <= 21);
  on.check_old_is_untouched();
}

TEST_CASE("stack_up rolling runs drain in the old container before it is stopped", "[rolling]") {
  RollingStack on;
  on.own_settings["app"] = {{"drain", {"php", "leave"}}};
  on.checking.checks["id1-shop-app-1"] = {{0, 4.0}};
  const Json result = on.roll();
  CHECK(result["healthy"] == true);
  CHECK_FALSE(result.contains("warnings"));
  CHECK(on.checking.checked == Calls{"id1-shop-app-1"});
  CHECK(on.checking.commands.at(0) == nlohmann::json{"php", "leave"});
  CHECK(result["waited"] >= 4);
}

TEST_CASE("stack_up rolling goes on when drain fails, and warns", "[rolling]") {
  RollingStack on;
  on.own_settings["app"] = {{"drain", {"php", "leave"}}};
  on.checking.checks["id1-shop-app-1"] = {{1, 0.1, true, "no hunter22\n"}};
  const Json result = on.roll({{"mask", {"hunter22"}}});
  CHECK(result["healthy"] == true);
  CHECK(on.names() == Calls{"shop-app-2"});
  CHECK(result["warnings"] ==
        Json{"x-slipway.drain of service app in container shop-app-1 ended with 1: no ********"});
}

TEST_CASE("stack_up rolling refuses an x-slipway that cannot be read, and other strategies do not ask",
          "[rolling]") {
  RollingStack on;
  on.own_settings["app"] = {{"chekc", 1}};
  has(on.roll()["msg"], "service app: x-slipway has the key 'chekc'");
  on.check_old_is_untouched();
  CHECK(on.call()["healthy"] == true);
}

TEST_CASE("stack_up rolling tells the proxy before anybody could notice", "[rolling]") {
  ProxiedStack on;
  const Json result = on.roll_behind_it();
  CHECK(result["healthy"] == true);
  CHECK_FALSE(result.contains("warnings"));
  CHECK(on.told == Calls{"shop-app-1 while shop-app-1", "shop-app-1, shop-app-2 while shop-app-1 shop-app-2",
                         "shop-app-2 while shop-app-1 shop-app-2", "app:9000 while shop-app-2"});
  CHECK_FALSE(on.roll_behind_it()["changed"]);
}

TEST_CASE("stack_up rolling removes the new container when the proxy refuses it", "[rolling]") {
  ProxiedStack on;
  on.refuses = 1;
  const Json result = on.roll_behind_it();
  CHECK(result["failed"] == true);
  has(result["msg"], not_replaced + "the proxy web cannot be told: PATCH ");
  has(result["msg"], "was answered with 500: cannot load");
  CHECK(on.told == Calls{"shop-app-1 while shop-app-1", "shop-app-1 while shop-app-1 shop-app-2",
                         "app:9000 while shop-app-1"});
  on.check_old_is_untouched();
}

TEST_CASE("stack_up rolling makes no new container when the proxy refuses to be prepared", "[rolling]") {
  ProxiedStack on;
  on.refuses = 0;
  const Json result = on.roll_behind_it();
  CHECK(result["failed"] == true);
  has(result["msg"], not_replaced + "the proxy web cannot be told: PATCH ");
  CHECK(on.ups().empty());
  on.check_old_is_untouched();
}

TEST_CASE("stack_up rolling puts right what a run that was cut off has left at the proxy", "[rolling]") {
  ProxiedStack on;
  REQUIRE(on.roll()["healthy"] == true);  // without a word to the proxy
  on.told.clear();
  const std::string cut_off =
      R"({"s":{"upstreams":[{"@id":"slipway:app:x:0","dial":")" + on.dial("shop-app-2") + R"("}]}})";
  const auto answer = on.web.socket_answer;
  on.web.socket_answer = [&](const SocketRequest& request) -> Expected<WebReply> {
    return request.method == "GET" ? WebReply{200, "", cut_off} : answer(request);
  };
  const Json proxy = on.caddy({{"backends", {"app"}}});
  CHECK(on.roll_behind_it({{"proxy", proxy}})["healthy"] == true);
  CHECK(on.told == Calls{"app:9000 while shop-app-2"});
}

TEST_CASE("stack_up rolling tells the proxy nothing of a service that it does not serve", "[rolling]") {
  ProxiedStack on;
  CHECK(on.roll_behind_it({{"proxy", on.caddy({{"backends", {"web"}}})}})["healthy"] == true);
  CHECK(on.told.empty());
}

TEST_CASE("stack_up names a proxy's service that the stack does not have, and touches nothing", "[rolling]") {
  RollingStack on;
  for (const bool check : {true, false}) {
    const Json result =
        on.roll({{"proxy", {{{"service", "wbe"}, {"kind", "reload"}, {"command", {"nginx"}}}}}}, check);
    CHECK(result["failed"] == true);
    CHECK(result["msg"] ==
          "proxy: there is no service 'wbe' in the compose files, or its profile is not active");
    CHECK(on.ups().empty());
  }
  has(on.roll({{"proxy", {{{"service", "app"}, {"kind", "reload"}}}}})["msg"], "kind reload needs a command");
}

TEST_CASE("stack_up rolling waits for the engine's word where a proxy goes by it", "[rolling]") {
  for (const bool by_labels : {false, true}) {
    RollingStack on(having({{"healthcheck", with_check}}));
    on.on_start = [&](const std::string&) {
      on.engine.happens(30, on.id_of("shop-app-2"), "health_status: healthy",
                        {{"State", {{"Health", {{"Status", "healthy"}}}}}});
    };
    const Json proxy = by_labels ? Json{{{"kind", "labels"}, {"settle", 0}}} : Json::array();
    const Json result = on.roll({{"proxy", proxy}});
    CHECK(result["healthy"] == true);
    CHECK((result["waited"] >= 30) == by_labels);
  }
}

TEST_CASE("a dollar sign in x-slipway is the one that its author meant", "[rolling]") {
  RollingStack on;
  on.own_settings["app"] = {{"drain", {"sh", "-c", "kill $$PPID"}}};  // as docker compose config prints $
  CHECK(on.roll()["healthy"] == true);
  CHECK(on.checking.commands.at(0)[2] == "kill $PPID");
}

TEST_CASE("a proxy that was prepared has its name again when the next one cannot be", "[rolling]") {
  RollingStack on(Json::object(), {{"web", {{"image", "caddy:2"}}}});
  std::vector<std::string> told;
  on.web.socket_answer = [&](const SocketRequest& r) -> Expected<WebReply> {
    if (r.method == "GET") return WebReply{200, "", R"({"s":{"upstreams":[{"dial":"app:9000"}]}})"};
    if (r.socket == "/two") return WebReply{500, "", "no"};
    told.push_back(r.body);
    return WebReply{200, "", ""};
  };
  const Json result = on.roll({{"proxy",
                                {{{"service", "web"}, {"kind", "caddy"}, {"socket", "/one"}},
                                 {{"service", "web"}, {"kind", "caddy"}, {"socket", "/two"}}}}});
  INFO(result.dump(1));
  REQUIRE_FALSE(told.empty());
  CHECK(told.back() == R"([{"dial":"app:9000"}])");
}

TEST_CASE("a proxy that names no backends is put right, too", "[rolling]") {
  RollingStack on(Json::object(), {{"web", {{"image", "caddy:2"}}}});
  REQUIRE(on.roll()["healthy"] == true);
  std::vector<std::string> told;
  on.web.socket_answer = [&](const SocketRequest& r) -> Expected<WebReply> {
    if (r.method == "GET")
      return WebReply{200, "", R"({"s":{"upstreams":[{"@id":"slipway:app:x:0","dial":"172.18.0.3:9000"}]}})"};
    told.push_back(r.body);
    return WebReply{200, "", ""};
  };
  REQUIRE(on.container("shop-app-2")["NetworkSettings"]["Networks"]["shop_default"]["IPAddress"] ==
          "172.18.0.3");
  CHECK(on.roll({{"proxy", {{{"service", "web"}, {"kind", "caddy"}, {"socket", "/one"}}}}})["healthy"] ==
        true);
  CHECK(told.size() == 1);
}

TEST_CASE("a container that does not run is not drained", "[rolling]") {
  RollingStack on;
  on.own_settings["app"] = {{"drain", {"php", "leave"}}};
  on.make("app", 2, {{"State", {{"Status", "exited"}}}});
  const Json result = on.roll();
  INFO(result.dump(1));
  CHECK_FALSE(result.contains("warnings"));
}

TEST_CASE("stack_up rolling replaces a container that is started again and again behind its proxy",
          "[rolling][blue_green]") {
  for (const char* strategy : {"rolling", "blue_green"}) {
    ProxiedStack on;
    auto& old = on.engine.containers["id1-shop-app-1"];
    old["State"]["Status"] = "restarting";
    old["NetworkSettings"]["Networks"]["shop_default"]["IPAddress"] = "";
    const Json result = on.call({{"strategy", strategy}, {"proxy", on.caddy()}, {"keep_old", 1}});
    CHECK(result["msg"] == "project shop is healthy");
    CHECK(on.names() == Calls{"shop-app-2"});
  }
}

namespace {

/// As an engine that was away gives them to its containers: each has the one that the other had.
void swap_addresses(RollingStack& on) {
  const auto address = [&](const std::string& name) -> auto& {
    return on.engine.containers.at(
        on.id_of(name))["NetworkSettings"]["Networks"]["shop_default"]["IPAddress"];
  };
  std::swap(address("shop-app-1"), address("shop-app-2"));
}

}  // namespace

TEST_CASE("stack_up rolling sends requests to where the containers are now", "[rolling]") {
  ProxiedStack on;
  on.on_start = [&](const std::string&) { swap_addresses(on); };
  SECTION("to the new one") {
    CHECK(on.roll_behind_it()["healthy"] == true);
    CHECK(on.told.at(1) == "shop-app-1, shop-app-2 while shop-app-1 shop-app-2");
    CHECK(on.told.at(2) == "shop-app-2 while shop-app-1 shop-app-2");
  }
  SECTION("and to the old one, when the new one is no good") {
    on.ends["app"] = 3;
    CHECK(on.roll_behind_it()["failed"] == true);
    CHECK(on.told.at(1) == "shop-app-1 while shop-app-1 shop-app-2");
    on.check_old_is_untouched();
  }
}
