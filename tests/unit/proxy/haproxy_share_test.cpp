// The shares of a canary, as weights of HAProxy's servers.
#include "proxy/haproxy.hpp"
#include "unit/proxy/haproxy_stack.hpp"

using namespace slipway;
using namespace slipway::proxy_test;

TEST_CASE("haproxy: a share is the weights of the servers, in steps of half a percent", "[haproxy][canary]") {
  HaproxyStack on;
  const auto proxy = on.haproxy();
  REQUIRE(proxy->share(on.change, 10));
  CHECK(on.orders() == Lines{"set server app/app2 addr 172.18.0.3 port 9000",
                             "set server app/app2 state ready", "set server app/app1 weight 180",
                             "set server app/app2 weight 20"});
  REQUIRE(proxy->share(on.change, 99));
  CHECK(on.orders() == Lines{"set server app/app2 state ready", "set server app/app1 weight 2",
                             "set server app/app2 weight 198"});
}

TEST_CASE("haproxy: behind the steps of a canary old and new weigh as they were configured",
          "[haproxy][canary]") {
  HaproxyStack on;
  const auto proxy = on.haproxy();
  REQUIRE(proxy->share(on.change, 50));
  on.orders();
  REQUIRE(proxy->add(on.change));
  CHECK(on.orders() == Lines{"set server app/app1 state ready", "set server app/app1 weight 100%",
                             "set server app/app2 state ready", "set server app/app2 weight 100%"});
}

TEST_CASE("haproxy: the servers of one side have its share together, and none is left out",
          "[haproxy][canary]") {
  HaproxyStack on;
  on.servers = {{"app1", {"172.18.0.2"}},
                {"app2", {"172.18.0.5"}},
                {"app3", {"172.18.0.6"}},
                {"app4", {"172.18.0.2", 1}}};
  for (const char* address : {"172.18.0.5", "172.18.0.6"})
    on.change.old.push_back(on.backend("shop-app-of-" + std::string(address), address));
  const auto proxy = on.haproxy();
  for (const auto& [percent, of_old] : std::map<long, std::string>{{40, "40"}, {99, "1"}}) {
    REQUIRE(proxy->share(on.change, percent));
    const Lines orders = on.orders();
    CHECK(Lines(orders.end() - 4, orders.end()) ==
          Lines{"set server app/app1 weight " + of_old, "set server app/app2 weight " + of_old,
                "set server app/app3 weight " + of_old,
                "set server app/app4 weight " + std::to_string(2 * percent)});
  }
}

TEST_CASE("haproxy: a new container that was taken back has no server behind a share", "[haproxy][canary]") {
  HaproxyStack on;
  const auto proxy = on.haproxy();
  REQUIRE(proxy->share(on.change, 10));
  on.orders();
  const auto back = on.replacing(on.change.made[0], on.change.old[0]);
  REQUIRE(proxy->drain(back));
  REQUIRE(proxy->forget(back));
  CHECK(on.orders() == Lines{"set server app/app2 state drain", "set server app/app2 state maint",
                             "set server app/app1 weight 100%"});  // for the old one, as it was configured
  REQUIRE(proxy->prepare(on.change));
  CHECK(on.orders() == Lines{"set server app/app1 state ready", "set server app/app1 weight 100%"});
}
