// What a rolling deploy will be told, before anything is touched.
#include "unit/stack_check/machine.hpp"

using namespace slipway;
using namespace slipway::stack_check_test;

namespace {

Json proxy(const Json& changes) {
  Json entry{{"service", "web"}, {"kind", "reload"}, {"command", {"nginx", "-s", "reload"}}};
  entry.update(changes);
  return {{"strategy", "rolling"}, {"proxy", Json::array({entry})}};
}

/// Service web is a Caddy.
struct CaddyServer : Machine {
  CaddyServer() { config["services"]["web"]["image"] = "caddy:2"; }

  Json advice_for(const Json& service, const std::string& strategy = "rolling") {
    config["services"]["web"].update(service);
    Json options = proxy({{"kind", "caddy"}, {"socket", "/run/caddy/admin.sock"}});
    options["strategy"] = strategy;
    return advice(options);
  }
};

const std::string resets =
    "service web: Caddy opens its port again with each change of its configuration, and the kernel resets "
    "what waits at the old one; ";

}  // namespace

TEST_CASE("a proxy that the stack has, and that serves what it has, is well", "[stack_check]") {
  Machine on;
  CHECK(on.message(proxy({{"backends", {"app"}}})) == all_is_well);
}

TEST_CASE("services that proxies name and the stack does not have are all told at once", "[stack_check]") {
  Machine on;
  const std::string said = on.message(proxy({{"service", "wbe"}, {"backends", {"ap"}}}));
  CHECK(said ==
        "2 things keep the deploy from working: (1) proxy: there is no service 'ap' in the compose files, or "
        "its profile is not "
        "active; correct its name; (2) proxy: there is no service 'wbe' in the compose files, or its profile "
        "is not "
        "active; correct its name");
  Json in_role = proxy({{"service", "wbe"}});
  in_role["words"] = "role";
  CHECK(on.message(in_role).starts_with("application_proxy: there is no service 'wbe'"));
}

TEST_CASE("a proxy that is told what its kind does not need, and not what it needs, is a problem",
          "[stack_check]") {
  Machine on;
  CHECK(on.message(proxy({{"kind", "haproxy"}}))
            .starts_with("proxy: kind haproxy needs socket, the path on the server"));
}

TEST_CASE("a canary needs a proxy that can share requests out", "[stack_check]") {
  Machine on;
  Json canary = proxy(Json::object());
  canary["strategy"] = "canary";
  CHECK(on.message(canary).starts_with("strategy canary needs a proxy that can share requests out"));
  canary["proxy"][0].update({{"kind", "haproxy"}, {"socket", "/run/admin.sock"}});
  CHECK(on.message(canary) == all_is_well);
}

TEST_CASE(
    "advice to let a Caddy hand waiting connections over, with strategies that change its configuration",
    "[stack_check]") {
  for (const char* strategy : {"rolling", "canary", "blue_green"})
    CHECK(CaddyServer().advice_for(Json::object(), strategy) ==
          Json{resets + "add sysctls: net.ipv4.tcp_migrate_req: \"1\" (Linux 5.14 or newer)"});
  for (const char* strategy : {"recreate", "together"})
    CHECK(CaddyServer().advice_for(Json::object(), strategy).empty());
}

TEST_CASE("a Caddy that hands waiting connections over gets no advice, however that is written",
          "[stack_check]") {
  const std::string name = "net.ipv4.tcp_migrate_req";
  for (const Json& sysctls : {Json{{name, "1"}}, Json{{name, 1}}, Json::array({name + "=1"})})
    CHECK(CaddyServer().advice_for({{"sysctls", sysctls}}).empty());
  for (const Json& sysctls :
       {Json{{name, "0"}}, Json{{"net.core.somaxconn", "1"}}, Json::array({name + "=0"})})
    CHECK(CaddyServer().advice_for({{"sysctls", sysctls}}).size() == 1);
}

TEST_CASE("a Caddy with the host's network is advised to set it on the server, until it is set there",
          "[stack_check]") {
  CaddyServer on;
  const Json of_host = {{"network_mode", "host"}, {"sysctls", {{"net.ipv4.tcp_migrate_req", "1"}}}};
  const Json expected{resets +
                      "it has the host's network, so set it on the server: sysctl -w "
                      "net.ipv4.tcp_migrate_req=1 (Linux 5.14 or newer)"};
  CHECK(on.advice_for(of_host) == expected);
  on.files.put("/proc/sys/net/ipv4/tcp_migrate_req", "0\n");
  CHECK(on.advice_for(of_host) == expected);
  on.files.put("/proc/sys/net/ipv4/tcp_migrate_req", "1\n");
  CHECK(on.advice_for(of_host).empty());
}

TEST_CASE("other proxies and other services get no advice about Caddy's port", "[stack_check]") {
  CaddyServer on;
  CHECK(on.advice(proxy(Json::object())).empty());
  CHECK(on.advice(proxy({{"kind", "haproxy"}, {"socket", "/run/admin.sock"}})).empty());
  CHECK(on.advice({{"strategy", "rolling"}}).empty());
}

TEST_CASE("a page that cannot be watched is a problem", "[stack_check]") {
  Machine on;
  CHECK(on.message({{"watch", {{"url", "http://localhost/"}}}}) == all_is_well);
  CHECK(on.message({{"watch", {{"url", "https://localhost/"}}}}).starts_with("watch: "));
  Json in_role{{"watch", {{"url", "http://localhost/"}, {"rate", 0}}}, {"words", "role"}};
  CHECK(on.message(in_role).starts_with("application_watch: rate is 0; give 1 to 1000 requests a second"));
}
