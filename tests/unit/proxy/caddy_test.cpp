// Caddy's admin API: what is said to it, in which order.
#include "proxy/caddy.hpp"

#include <catch2/matchers/catch_matchers_string.hpp>

#include "unit/proxy/machine.hpp"
#include "util/joined.hpp"

using namespace slipway;
using namespace slipway::proxy_test;
using Catch::Matchers::ContainsSubstring;
using nlohmann::json;
using test::message_of;

namespace {

const std::string root = "/config/apps/http/servers";
const std::string first = root + "/srv0/routes/0/handle/0/upstreams";

/// A Caddy whose configuration sends requests to app:9000 and to other:80.
struct Stack : Machine {
  json config = json::parse(R"({"srv0": {"routes": [
      {"handle": [{"handler": "reverse_proxy", "upstreams": [{"dial": "app:9000"}]}]},
      {"handle": [{"handler": "reverse_proxy", "upstreams": [{"dial": "other:80"}]}]}]}})");

  Stack() {
    web.socket_answer = [this](const SocketRequest& request) {
      return request.method == "GET" ? WebReply{200, "", config.dump()} : WebReply{200, "", ""};
    };
  }

  std::unique_ptr<Proxy> caddy(std::vector<std::string> backends = {"app"}) {
    ProxySettings settings;
    settings.kind = "caddy";
    settings.service = "web";
    settings.backends = std::move(backends);
    settings.socket = "/run/caddy.sock";
    return proxy(settings);
  }

  /// What it was asked since the last call.
  Lines asked() {
    Lines told;
    for (const auto& request : web.socket_requests) {
      CHECK(request.socket == "/run/caddy.sock");
      told.push_back(request.method + " " + request.target + (request.body.empty() ? "" : " ") +
                     request.body);
    }
    web.socket_requests.clear();
    return told;
  }
};

/// The entry of a list of upstreams so many times.
std::string times(std::size_t count, const std::string& address) {
  return joined(Lines(count, R"({"dial":")" + address + R"(:9000"})"), ",");
}

}  // namespace

TEST_CASE("caddy: the addresses stand in the place of the name until the old ones are gone", "[caddy]") {
  Stack on;
  const auto proxy = on.caddy();
  REQUIRE(proxy->prepare(on.change));
  CHECK(on.asked() == Lines{"GET " + root, "PATCH " + first + R"( [{"dial":"172.18.0.2:9000"}])"});
  REQUIRE(proxy->add(on.change));
  CHECK(on.asked() ==
        Lines{"PATCH " + first + R"( [{"dial":"172.18.0.2:9000"},{"dial":"172.18.0.3:9000"}])"});
  REQUIRE(proxy->drain(on.change));
  CHECK(on.asked() == Lines{"PATCH " + first + R"( [{"dial":"172.18.0.3:9000"}])"});
  REQUIRE(proxy->forget(on.change));
  CHECK(on.asked() == Lines{"PATCH " + first + R"( [{"dial":"app:9000"}])"});
}

TEST_CASE(
    "caddy: a share is how many of twenty places have the new one's address, one at least, the old one's "
    "first",
    "[caddy][canary]") {
  for (const auto& [percent, places] :
       std::map<long, std::size_t>{{1, 1}, {5, 1}, {10, 2}, {33, 6}, {50, 10}, {99, 19}}) {
    Stack on;
    REQUIRE(on.caddy()->share(on.change, percent));
    CHECK(on.asked() == Lines{"GET " + root, "PATCH " + first + " [" + times(20 - places, "172.18.0.2") +
                                                 "," + times(places, "172.18.0.3") + "]"});
  }
}

TEST_CASE("caddy: containers take turns at the places of their share", "[caddy][canary]") {
  Stack on;
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
    Stack on;
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

TEST_CASE("caddy: of a service that is started again and again nothing is pinned", "[caddy]") {
  Stack on;
  on.change.old.front().addresses.clear();
  const auto proxy = on.caddy();
  REQUIRE(proxy->prepare(on.change));
  CHECK(on.asked().empty());
  REQUIRE(proxy->add(on.change));
  CHECK(on.asked() == Lines{"GET " + root, "PATCH " + first + R"( [{"dial":"172.18.0.3:9000"}])"});
}

TEST_CASE("caddy: a service whose old containers' addresses a cut-off run has left is found by those",
          "[caddy]") {
  Stack on;
  on.config = json::parse(R"({"srv0": {"upstreams": [{"dial": "172.18.0.2:9000"}]}})");
  const auto proxy = on.caddy();
  REQUIRE(proxy->add(on.change));
  REQUIRE(proxy->forget(on.change));
  CHECK(on.asked().back() == "PATCH " + root + R"(/srv0/upstreams [{"dial":"app:9000"}])");
}

TEST_CASE("caddy: addresses that a cut-off run has left are the name again, and the name is left alone",
          "[caddy]") {
  Stack on;
  REQUIRE(on.caddy()->set_right("app", on.change.old));
  CHECK(on.asked() == Lines{"GET " + root});
  on.config =
      json::parse(R"({"srv0": {"upstreams": [{"dial": "172.18.0.2:9000"}, {"dial": "172.18.0.7:9000"}]}})");
  REQUIRE(on.caddy()->set_right("app", on.change.old));
  CHECK(on.asked() == Lines{"GET " + root, "PATCH " + root + R"(/srv0/upstreams [{"dial":"app:9000"}])"});
  on.put_proxy("shop-web-1", "exited");
  REQUIRE(on.caddy()->set_right("app", on.change.old));
  CHECK(on.asked().empty());
}

TEST_CASE("caddy: containers that stay have their requests all the way", "[caddy]") {
  Stack on;
  on.change.staying = {on.backend("shop-app-5", "172.18.0.5")};
  const auto proxy = on.caddy();
  REQUIRE(proxy->prepare(on.change));
  REQUIRE(proxy->add(on.change));
  REQUIRE(proxy->drain(on.change));
  const std::string stays = R"({"dial":"172.18.0.5:9000"},)";
  CHECK(on.asked() ==
        Lines{"GET " + root, "PATCH " + first + " [" + stays + R"({"dial":"172.18.0.2:9000"}])",
              "PATCH " + first + " [" + stays + R"({"dial":"172.18.0.2:9000"},{"dial":"172.18.0.3:9000"}])",
              "PATCH " + first + " [" + stays + R"({"dial":"172.18.0.3:9000"}])"});
}

TEST_CASE("caddy: a second replacement looks the configuration up again", "[caddy]") {
  Stack on;
  const auto proxy = on.caddy();
  for (int i = 0; i < 2; ++i) {
    REQUIRE(proxy->add(on.change));
    CHECK(on.asked().at(0) == "GET " + root);
    REQUIRE(proxy->drain(on.change));
    REQUIRE(proxy->forget(on.change));
    on.asked();
  }
}

TEST_CASE("caddy: wherever requests go to the service, the port there is kept", "[caddy]") {
  Stack on;
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

TEST_CASE("caddy: an IPv6 address stands in brackets", "[caddy]") {
  Stack on;
  on.change.old.clear();
  on.change.made = {on.backend("shop-app-2", "fd00::3")};
  REQUIRE(on.caddy()->add(on.change));
  CHECK(on.asked().at(1) == "PATCH " + first + R"( [{"dial":"[fd00::3]:9000"}])");
}

TEST_CASE("caddy: a proxy whose container does not run is told nothing", "[caddy]") {
  Stack on;
  on.put_proxy("shop-web-1", "exited");
  const auto proxy = on.caddy();
  CHECK(proxy->prepare(on.change));
  CHECK(proxy->share(on.change, 10));
  CHECK(proxy->add(on.change));
  CHECK(proxy->drain(on.change));
  CHECK(proxy->forget(on.change));
  CHECK(on.asked().empty());
}

TEST_CASE("caddy: a service that it sends no requests to is an error", "[caddy]") {
  Stack on;
  for (const char* config :
       {R"({"srv0": {"upstreams": [{"dial": "application:9000"}, {"dial": 7}, 8]}})", "null"}) {
    on.config = json::parse(config);
    CHECK(message_of(on.caddy()->add(on.change)) ==
          "the proxy web sends no requests to 'app': no upstream in its configuration has that name");
    CHECK(on.asked() == Lines{"GET " + root});
  }
}

TEST_CASE("caddy: a service that nobody says it serves, and that it does not, is none of its business",
          "[caddy]") {
  Stack on;
  on.config = json::parse(R"({"srv0": {"upstreams": [{"dial": "other:80"}]}})");
  const auto proxy = on.caddy({});
  CHECK(proxy->prepare(on.change));
  CHECK(proxy->add(on.change));
  CHECK(proxy->set_right("app", on.change.made));
  CHECK(std::none_of(on.web.socket_requests.begin(), on.web.socket_requests.end(),
                     [](const auto& request) { return request.method == "PATCH"; }));
}

TEST_CASE("caddy: what it refuses is an error with its words", "[caddy]") {
  Stack on;
  on.web.socket_answer = [&](const SocketRequest& request) {
    return request.method == "GET" ? WebReply{200, "", on.config.dump()}
                                   : WebReply{400, "", "no such\n module"};
  };
  CHECK(message_of(on.caddy()->add(on.change)) ==
        "the proxy web cannot be told: PATCH " + first + " was answered with 400: no such module");
}

TEST_CASE("caddy: a socket where nobody listens is an error with its path", "[caddy]") {
  Stack on;
  on.web.socket_answer = [](const SocketRequest&) -> Expected<WebReply> {
    return fail("refused the connection: nothing listens there");
  };
  CHECK(message_of(on.caddy()->add(on.change)) ==
        "the proxy web cannot be told: its socket '/run/caddy.sock' refused the connection: nothing listens "
        "there");
}

TEST_CASE("caddy: containers in no network of the proxy cannot be reached", "[caddy]") {
  Stack on;
  on.change.old[0].addresses = on.change.made[0].addresses = {{"elsewhere", "10.0.0.3"}};
  CHECK(message_of(on.caddy()->add(on.change)) == "the proxy web has no network in common with service app");
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
