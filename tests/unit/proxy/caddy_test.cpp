// Caddy's admin API: what is said to it, in which order.
#include "proxy/caddy.hpp"

#include "unit/proxy/caddy_stack.hpp"

using namespace slipway;
using namespace slipway::proxy_test;
using test::message_of;

TEST_CASE("caddy: the addresses stand in the place of the name until the old ones are gone", "[caddy]") {
  CaddyStack on;
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

TEST_CASE("caddy: of a service that is started again and again nothing is pinned", "[caddy]") {
  CaddyStack on;
  on.change.old.front().addresses.clear();
  const auto proxy = on.caddy();
  REQUIRE(proxy->prepare(on.change));
  CHECK(on.asked().empty());
  REQUIRE(proxy->add(on.change));
  CHECK(on.asked() == Lines{"GET " + root, "PATCH " + first + R"( [{"dial":"172.18.0.3:9000"}])"});
}

TEST_CASE("caddy: what is pinned is marked, so that a later run knows whose it is", "[caddy]") {
  CaddyStack on;
  REQUIRE(on.caddy()->add(on.change));
  CHECK(on.web.socket_requests.back().body == R"([{"@id":"slipway:app:)" + first +
                                                  R"(:0","dial":"172.18.0.2:9000"},{"@id":"slipway:app:)" +
                                                  first + R"(:1","dial":"172.18.0.3:9000"}])");
}

TEST_CASE("caddy: a service whose old containers' addresses a cut-off run has left is found by their mark",
          "[caddy]") {
  CaddyStack on;
  on.config =
      json::parse(R"({"srv0": {"upstreams": [{"@id": "slipway:app:x:0", "dial": "172.18.0.2:9000"}]}})");
  const auto proxy = on.caddy();
  REQUIRE(proxy->add(on.change));
  REQUIRE(proxy->forget(on.change));
  CHECK(on.asked().back() == "PATCH " + root + R"(/srv0/upstreams [{"dial":"app:9000"}])");
}

TEST_CASE("caddy: addresses that a cut-off run has left are the name again, and the name is left alone",
          "[caddy]") {
  CaddyStack on;
  REQUIRE(on.caddy()->set_right("app", on.change.old));
  CHECK(on.asked() == Lines{"GET " + root});
  on.config = json::parse(R"({"srv0": {"upstreams": [{"@id": "slipway:app:x:0", "dial": "172.18.0.2:9000"},
          {"@id": "slipway:app:x:1", "dial": "172.18.0.7:9000"}, {"dial": "192.0.2.9:9000"},
          {"@id": "slipway:api:x:0", "dial": "172.18.0.9:9000"}]}})");
  REQUIRE(on.caddy()->set_right("app", on.change.old));
  CHECK(on.asked() ==
        Lines{"GET " + root, "PATCH " + root +
                                 R"(/srv0/upstreams [{"dial":"app:9000"},{"dial":"192.0.2.9:9000"},)"
                                 R"({"dial":"172.18.0.9:9000"}])"});
  on.put_proxy("shop-web-1", "exited");
  REQUIRE(on.caddy()->set_right("app", on.change.old));
  CHECK(on.asked().empty());
}

TEST_CASE("caddy: containers that stay have their requests all the way", "[caddy]") {
  CaddyStack on;
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
  CaddyStack on;
  const auto proxy = on.caddy();
  for (int i = 0; i < 2; ++i) {
    REQUIRE(proxy->add(on.change));
    CHECK(on.asked().at(0) == "GET " + root);
    REQUIRE(proxy->drain(on.change));
    REQUIRE(proxy->forget(on.change));
    on.asked();
  }
}

TEST_CASE("caddy: an IPv6 address stands in brackets", "[caddy]") {
  CaddyStack on;
  on.change.old.clear();
  on.change.made = {on.backend("shop-app-2", "fd00::3")};
  REQUIRE(on.caddy()->add(on.change));
  CHECK(on.asked().at(1) == "PATCH " + first + R"( [{"dial":"[fd00::3]:9000"}])");
}

TEST_CASE("caddy: a proxy whose container does not run is told nothing", "[caddy]") {
  CaddyStack on;
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
  CaddyStack on;
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
  CaddyStack on;
  on.config = json::parse(R"({"srv0": {"upstreams": [{"dial": "other:80"}]}})");
  const auto proxy = on.caddy({});
  CHECK(proxy->prepare(on.change));
  CHECK(proxy->add(on.change));
  CHECK(proxy->set_right("app", on.change.made));
  CHECK(std::none_of(on.web.socket_requests.begin(), on.web.socket_requests.end(),
                     [](const auto& request) { return request.method == "PATCH"; }));
}

TEST_CASE("caddy: what it refuses is an error with its words", "[caddy]") {
  CaddyStack on;
  on.web.socket_answer = [&](const SocketRequest& request) {
    return request.method == "GET" ? WebReply{200, "", on.config.dump()}
                                   : WebReply{400, "", "no such\n module"};
  };
  CHECK(message_of(on.caddy()->add(on.change)) ==
        "the proxy web cannot be told: PATCH " + first + " was answered with 400: no such module");
}

TEST_CASE("caddy: a socket where nobody listens is an error with its path", "[caddy]") {
  CaddyStack on;
  on.web.socket_answer = [](const SocketRequest&) -> Expected<WebReply> {
    return fail("refused the connection: nothing listens there");
  };
  CHECK(message_of(on.caddy()->add(on.change)) ==
        "the proxy web cannot be told: its socket '/run/caddy.sock' refused the connection: nothing listens "
        "there");
}

TEST_CASE("caddy: containers in no network of the proxy cannot be reached", "[caddy]") {
  CaddyStack on;
  on.change.old[0].addresses = on.change.made[0].addresses = {{"elsewhere", "10.0.0.3"}};
  CHECK(message_of(on.caddy()->add(on.change)) == "the proxy web has no network in common with service app");
}

TEST_CASE("caddy: it knows the services that it sends requests to, and none while it does not run",
          "[caddy]") {
  CaddyStack on;
  const auto proxy = on.caddy({});
  CHECK(proxy->knows("app").value());
  CHECK_FALSE(proxy->knows("worker").value());
  on.put_proxy("shop-web-1", "exited");
  CHECK(proxy->knows("worker").value());  // nobody can say
}

TEST_CASE(
    "caddy: what is under way has settle seconds before its container is stopped, and a switch takes none",
    "[caddy]") {
  CaddyStack on;
  const auto proxy = on.caddy();
  const auto begun = on.clock.ticks;
  REQUIRE(proxy->add(on.change));
  REQUIRE(proxy->move_over(on.change));
  CHECK(on.clock.ticks == begun);
  REQUIRE(proxy->drain(on.change));
  CHECK(on.clock.ticks - begun == std::chrono::seconds(1));
}
