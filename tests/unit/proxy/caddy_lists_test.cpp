// The lists of upstreams in Caddy's configuration: shares, several services, several lists.
#include "proxy/caddy.hpp"

#include "unit/proxy/caddy_stack.hpp"

using namespace slipway;
using namespace slipway::proxy_test;

TEST_CASE(
    "caddy: a share is how many of twenty places have the new one's address, one at least, the old one's "
    "first",
    "[caddy][canary]") {
  for (const auto& [percent, places] :
       std::map<long, std::size_t>{{1, 1}, {5, 1}, {10, 2}, {33, 6}, {50, 10}, {99, 19}}) {
    CaddyStack on;
    REQUIRE(on.caddy()->share(on.change, percent));
    CHECK(on.asked() == Lines{"GET " + root, "PATCH " + first + " [" + times(20 - places, "172.18.0.2") +
                                                 "," + times(places, "172.18.0.3") + "]"});
  }
}

TEST_CASE("caddy: containers take turns at the places of their share", "[caddy][canary]") {
  CaddyStack on;
  on.change.old.push_back(on.backend("shop-app-5", "172.18.0.5"));
  on.change.made.push_back(on.backend("shop-app-6", "172.18.0.6"));
  REQUIRE(on.caddy()->share(on.change, 10));
  std::string turns;
  for (int i = 0; i < 9; ++i) turns += times(1, "172.18.0.2") + "," + times(1, "172.18.0.5") + ",";
  CHECK(on.asked().back() ==
        "PATCH " + first + " [" + turns + times(1, "172.18.0.3") + "," + times(1, "172.18.0.6") + "]");
}

TEST_CASE("caddy: behind a share requests go to the old ones alone again, or to the new ones",
          "[caddy][canary]") {
  for (const bool is_good : {true, false}) {
    CaddyStack on;
    const auto proxy = on.caddy();
    REQUIRE(proxy->prepare(on.change));
    REQUIRE(proxy->share(on.change, 50));
    const auto& next = is_good ? on.change : on.replacing(on.change.made[0], on.change.old[0]);
    REQUIRE(proxy->drain(next));
    CHECK(on.asked().back() ==
          "PATCH " + first + " [" + times(1, is_good ? "172.18.0.3" : "172.18.0.2") + "]");
    REQUIRE(proxy->forget(next));
    CHECK(on.asked().back() == "PATCH " + first + R"( [{"dial":"app:9000"}])");
  }
}

TEST_CASE("caddy: wherever requests go to the service, the port there is kept", "[caddy]") {
  CaddyStack on;
  on.config = json::parse(R"({"a": {"routes": [{"handle": [{"handler": "subroute", "routes": [{"handle": [
      {"upstreams": [{"dial": "app:80"}]}]}]}]}]}, "b": {"x": {"upstreams": [{"dial": "app:81"}]}}})");
  const auto proxy = on.caddy();
  REQUIRE(proxy->add(on.change));
  REQUIRE(proxy->drain(on.change));
  const std::string deep = root + "/a/routes/0/handle/0/routes/0/handle/0/upstreams";
  const auto told = on.asked();
  CHECK(told.at(1) == "PATCH " + deep + R"( [{"dial":"172.18.0.2:80"},{"dial":"172.18.0.3:80"}])");
  CHECK(told.at(2) ==
        "PATCH " + root + R"(/b/x/upstreams [{"dial":"172.18.0.2:81"},{"dial":"172.18.0.3:81"}])");
  REQUIRE(proxy->forget(on.change));
  CHECK(on.asked() == Lines{"PATCH " + deep + R"( [{"dial":"app:80"}])",
                            "PATCH " + root + R"(/b/x/upstreams [{"dial":"app:81"}])"});
}

TEST_CASE("what else is in a list of upstreams stays, and what the service's own entry says", "[caddy]") {
  Machine on;
  on.web.socket_answer = [&](const SocketRequest& r) {
    return r.method == "GET"
               ? WebReply{200, "",
                          R"({"s":{"upstreams":[{"dial":"app:9000","max_requests":9},{"dial":"spare:9000"}]}})"}
               : WebReply{200, "", ""};
  };
  ProxySettings s;
  s.kind = "caddy";
  s.service = "web";
  s.socket = "/s";
  const auto proxy = on.proxy(s);
  REQUIRE(proxy->add(on.change));
  REQUIRE(proxy->drain(on.change));
  REQUIRE(proxy->forget(on.change));
  CHECK(on.web.socket_requests.back().body ==
        R"([{"dial":"app:9000","max_requests":9},{"dial":"spare:9000"}])");
}

TEST_CASE("caddy: two services of one list are changed one after the other, and both are names in the end",
          "[caddy][regression]") {
  CaddyStack on;
  on.config = json::parse(R"({"srv0": {"upstreams": [{"dial": "app:9000"}, {"dial": "api:9000"}]}})");
  const auto proxy = on.caddy({"app", "api"});
  BackendChange api = on.change;
  api.service = "api";
  api.old = {on.backend("shop-api-1", "172.18.0.5")};
  api.made = {on.backend("shop-api-2", "172.18.0.6")};
  on.web.socket_answer = [&on](const SocketRequest& request) {
    if (request.method == "PATCH") on.config["srv0"]["upstreams"] = json::parse(request.body);
    return WebReply{200, "", on.config.dump()};
  };
  for (const auto* change : {&on.change, &api}) REQUIRE(proxy->prepare(*change));
  for (const auto* change : {&on.change, &api}) REQUIRE(proxy->move_over(*change));
  for (const auto* change : {&on.change, &api}) REQUIRE(proxy->forget(*change));
  CHECK(on.config["srv0"]["upstreams"] == json::parse(R"([{"dial": "app:9000"}, {"dial": "api:9000"}])"));
}

TEST_CASE("caddy: a name that is there twice is so again", "[caddy][regression]") {
  CaddyStack on;
  on.config = json::parse(
      R"({"srv0": {"upstreams": [{"dial": "app:9000"}, {"dial": "other:80"}, {"dial": "app:9000"}]}})");
  const auto proxy = on.caddy();
  REQUIRE(proxy->add(on.change));
  REQUIRE(proxy->forget(on.change));
  CHECK(on.asked().back() ==
        "PATCH " + root + R"(/srv0/upstreams [{"dial":"app:9000"},{"dial":"app:9000"},{"dial":"other:80"}])");
}
