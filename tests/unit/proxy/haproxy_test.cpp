// HAProxy's runtime API: what is said to it, in which order.
#include "proxy/haproxy.hpp"

#include <catch2/matchers/catch_matchers_string.hpp>

#include "unit/proxy/haproxy_stack.hpp"

using namespace slipway;
using namespace slipway::proxy_test;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;
using test::message_of;

TEST_CASE(
    "haproxy: a new container gets a server that is in maintenance, and it is made ready with its own weight",
    "[haproxy]") {
  HaproxyStack on;
  REQUIRE(on.haproxy()->add(on.change));
  CHECK(on.orders() == Lines{"set server app/app2 addr 172.18.0.3 port 9000",
                             "set server app/app2 state ready", "set server app/app2 weight 100%"});
}

TEST_CASE("haproxy: servers that point where another one does are free, but for one", "[haproxy]") {
  HaproxyStack on;
  on.servers = {{"app1", {"172.18.0.2"}}, {"app2", {"172.18.0.2"}}, {"app3", {"172.18.0.2"}}};
  on.change.made.push_back(on.backend("shop-app-3", "172.18.0.4"));
  REQUIRE(on.haproxy()->add(on.change));
  CHECK(on.orders().size() == 6);
  std::set<std::string> addresses;
  for (const auto& [name, server] : on.servers) addresses.insert(server.address);
  CHECK(addresses == std::set<std::string>{"172.18.0.2", "172.18.0.3", "172.18.0.4"});
}

TEST_CASE("haproxy: without a server to spare the way out is told, and nothing is changed", "[haproxy]") {
  HaproxyStack on;
  on.servers = {{"app1", {"172.18.0.2"}}};
  CHECK_THAT(
      message_of(on.haproxy()->add(on.change)),
      StartsWith("the proxy web has no free server in its backend 'app': give its server-template more"));
  CHECK(on.orders().empty());
}

TEST_CASE("haproxy: the servers of the old ones are drained, and then go to maintenance", "[haproxy]") {
  HaproxyStack on;
  const auto proxy = on.haproxy();
  REQUIRE(proxy->add(on.change));
  on.orders();
  on.servers["app1"].sessions = 2;
  on.on_count = [&, counted = 0]() mutable {
    if (++counted == 4) on.servers["app1"].sessions = 0;
  };
  REQUIRE(proxy->drain(on.change));
  CHECK(on.orders() == Lines{"set server app/app1 state drain"});
  CHECK(on.seconds() > 0);
  CHECK(on.seconds() < 1);
  REQUIRE(proxy->forget(on.change));
  CHECK(on.orders() == Lines{"set server app/app1 state maint"});
}

TEST_CASE("haproxy: where all servers point at what is drained, what goes on gets one first", "[haproxy]") {
  HaproxyStack on;
  on.servers = {{"app1", {"172.18.0.2"}}, {"app2", {"172.18.0.2"}}};
  REQUIRE(on.haproxy()->drain(on.change));
  CHECK(on.orders() == Lines{"set server app/app1 addr 172.18.0.3 port 9000",
                             "set server app/app1 state ready", "set server app/app1 weight 100%",
                             "set server app/app2 state drain"});
}

TEST_CASE("haproxy: sessions of other servers are not waited for", "[haproxy]") {
  HaproxyStack on;
  on.servers["app2"] = {"172.18.0.3", 0, 5};
  REQUIRE(on.haproxy()->drain(on.change));
  CHECK(on.seconds() == 0);
}

TEST_CASE("haproxy: sessions that do not end have the grace, and no longer", "[haproxy]") {
  HaproxyStack on;
  on.servers["app1"].sessions = 1;
  REQUIRE(on.haproxy()->drain(on.change));
  CHECK(on.seconds() == 10);
}

TEST_CASE("haproxy: a second replacement goes back to the server that was freed", "[haproxy]") {
  HaproxyStack on;
  const auto proxy = on.haproxy();
  REQUIRE(proxy->add(on.change));
  REQUIRE(proxy->drain(on.change));
  REQUIRE(proxy->forget(on.change));
  on.orders();
  const auto next = on.replacing(on.change.made[0], on.backend("shop-app-3", "172.18.0.4"));
  REQUIRE(proxy->add(next));
  CHECK(on.orders() == Lines{"set server app/app1 addr 172.18.0.4 port 9000",
                             "set server app/app1 state ready", "set server app/app1 weight 100%"});
}

TEST_CASE("haproxy: requests move over at once, whatever is under way", "[haproxy]") {
  HaproxyStack on;
  REQUIRE(on.haproxy()->move_over(on.change));
  CHECK(std::count(on.web.said.begin(), on.web.said.end(), "show stat\n") == 0);
  CHECK(on.orders().back() == "set server app/app1 state drain");
  CHECK(on.servers["app2"].address == "172.18.0.3");
}

TEST_CASE("haproxy: a server that points at the container already is made ready as it is", "[haproxy]") {
  HaproxyStack on;
  on.servers["app2"] = {"172.18.0.3", 1};
  REQUIRE(on.haproxy()->add(on.change));
  CHECK(on.orders() == Lines{"set server app/app2 state ready", "set server app/app2 weight 100%"});
}

TEST_CASE("haproxy: what a cut-off run has left is put right: a server for each container, no other",
          "[haproxy]") {
  HaproxyStack on;
  on.servers = {{"app1", {"172.18.0.2", 8}}, {"app2", {"172.18.0.7", 1}}, {"app3", {"172.18.0.8"}}};
  REQUIRE(on.haproxy()->set_right("app", {on.change.old[0], on.change.made[0]}));
  CHECK(on.orders() == Lines{"set server app/app1 state ready",
                             "set server app/app2 addr 172.18.0.3 port 9000",
                             "set server app/app2 state ready", "set server app/app3 state maint",
                             "set server app/app1 weight 100%", "set server app/app2 weight 100%"});
  on.put_proxy("shop-web-1", "exited");
  REQUIRE(on.haproxy()->set_right("app", on.change.old));
  CHECK(on.web.said.empty());
}

TEST_CASE("haproxy: a proxy whose container does not run is told nothing", "[haproxy]") {
  HaproxyStack on;
  on.put_proxy("shop-web-1", "exited");
  const auto proxy = on.haproxy();
  CHECK(proxy->share(on.change, 10));
  CHECK(proxy->add(on.change));
  CHECK(proxy->drain(on.change));
  CHECK(proxy->forget(on.change));
  CHECK(on.web.said.empty());
}

TEST_CASE("haproxy: an order that it refuses is an error with its words", "[haproxy]") {
  HaproxyStack on;
  on.web.said_back = [&](const std::string& text) -> Expected<std::string> {
    return text.starts_with("show") ? on.answer(text) : "Permission denied\n";
  };
  CHECK(message_of(on.haproxy()->add(on.change)) ==
        "the proxy web refuses 'set server app/app2 addr 172.18.0.3 port 9000': Permission denied");
  CHECK(message_of(on.haproxy()->share(on.change, 10)) == message_of(on.haproxy()->add(on.change)));
}

TEST_CASE("haproxy: what it answers when there was nothing to change is well", "[haproxy]") {
  HaproxyStack on;
  for (const char* said :
       {"", "\n", "nothing changed\n", "no need to change the addr, port\n",
        "IP changed from 'a' to 'b', port changed from '1' to '2' by 'stats socket command'\n"}) {
    on.web.said_back = [&](const std::string& text) -> Expected<std::string> {
      return text.starts_with("show") ? on.answer(text) : said;
    };
    INFO(said);
    CHECK(on.haproxy()->add(on.change));
  }
}

TEST_CASE("haproxy: a backend that it does not have is an error with its words", "[haproxy]") {
  HaproxyStack on;
  on.web.said_back = [](const std::string&) { return "Can't find backend.\n\n"; };
  CHECK(message_of(on.haproxy()->add(on.change)) ==
        "the proxy web has no servers in a backend 'app', named as the service: Can't find backend.");
}

TEST_CASE("haproxy: a backend that nobody says it has, and that it has not, is none of its business",
          "[haproxy]") {
  HaproxyStack on;
  on.web.said_back = [](const std::string&) { return "Can't find backend.\n\n"; };
  const auto proxy = on.haproxy({});
  CHECK(proxy->prepare(on.change));
  CHECK(proxy->add(on.change));
  CHECK(proxy->share(on.change, 10));
  CHECK(proxy->drain(on.change));
  CHECK(proxy->forget(on.change));
  CHECK(on.orders().empty());
}

TEST_CASE("haproxy: a socket where nobody listens is an error with its path", "[haproxy]") {
  HaproxyStack on;
  on.web.said_back = [](const std::string&) -> Expected<std::string> {
    return fail("cannot be connected to: Connection refused");
  };
  const std::string words =
      "the proxy web cannot be told: its socket '/run/haproxy.sock' cannot be connected to: Connection "
      "refused";
  CHECK(message_of(on.haproxy()->add(on.change)) == words);
  CHECK(message_of(on.haproxy()->drain(on.change)) == words);
  CHECK(message_of(on.haproxy()->forget(on.change)) == words);
}

TEST_CASE("haproxy: a container in no network of the proxy cannot be reached", "[haproxy]") {
  HaproxyStack on;
  on.change.made[0].addresses = {{"elsewhere", "10.0.0.3"}};
  CHECK(message_of(on.haproxy()->add(on.change)) ==
        "the proxy web and container shop-app-2 have no network in common");
  CHECK(on.orders().empty());
}

TEST_CASE("a server in maintenance is taken before one that is ready, though both have one address",
          "[haproxy]") {
  Machine on;
  on.web.said_back = [&](const std::string& text) -> Expected<std::string> {
    if (text.starts_with("show servers"))
      return "1\n# be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_port\n3 app 1 "
             "app1 172.18.0.2 2 0 9000\n3 app 2 app2 172.18.0.2 0 1 9000\n\n";
    return "\n";
  };
  ProxySettings s;
  s.kind = "haproxy";
  s.service = "web";
  s.socket = "/s";
  REQUIRE(on.proxy(s)->add(on.change));
  CHECK(on.web.said.at(1) == "set server app/app2 addr 172.18.0.3 port 9000\n");
}

TEST_CASE(
    "haproxy: servers that have no address, since the name was unknown at the start, are told of with the "
    "way out",
    "[haproxy]") {
  HaproxyStack on;
  on.web.said_back = [&](const std::string& text) -> Expected<std::string> {
    if (text.find(" addr ") == std::string::npos) return on.answer(text);
    return "Update for the current server address family is only supported through configuration file.\n";
  };
  CHECK(message_of(on.haproxy()->add(on.change)) ==
        "the proxy web has servers without an address, since a name could not be looked up when it started, "
        "and "
        "takes none for them; restart it, and write init-addr libc into its server-template");
}

TEST_CASE("haproxy: a socket that is opened a little later is tried again", "[haproxy]") {
  HaproxyStack on;
  int attempts = 0;
  on.web.said_back = [&](const std::string& text) -> Expected<std::string> {
    if (++attempts < 4) return fail("refused the connection");
    return on.answer(text);
  };
  CHECK(on.haproxy()->add(on.change));
}
