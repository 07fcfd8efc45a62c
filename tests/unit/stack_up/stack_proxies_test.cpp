// What proxies are told beside new containers: of services that were replaced stop-first, and behind a run.
#include "stack/stack_proxies.hpp"

#include "stack/bring_up_options.hpp"
#include "unit/stack_up/proxied_stack.hpp"

using namespace slipway;
using namespace slipway::stack_up_test;

namespace {

using Commands = std::vector<nlohmann::json>;

const nlohmann::json reload = {"nginx", "-s", "reload"};

/// An nginx in front of app, which can only be there once.
struct ReloadedStack : RollingStack {
  ReloadedStack() : RollingStack(having({{"container_name", "app"}}), {{"web", {{"image", "nginx"}}}}) {}

  Json roll_behind_it(bool by_address = false) {
    checking.commands.clear();
    return roll(
        {{"proxy",
          {{{"service", "web"}, {"kind", "reload"}, {"command", reload}, {"by_address", by_address}}}}});
  }

  /// A run that puts back what a release has left, or any other.
  void bring_up_with(const std::string& strategy, bool puts_back, bool by_address) {
    BringUpOptions options;
    options.strategy = strategy;
    ProxySettings proxy{"web", "reload", {}, reload.get<Calls>(), by_address, {}, "", 1};
    options.proxy = {proxy};
    auto settings = bring_up_settings(options);
    REQUIRE(settings);
    settings->project = {"/srv/shop", {"base.yml"}, "shop", {}};
    settings->puts_back = puts_back;
    auto plan = plan_bring_up(std::move(*settings), system);
    REQUIRE(plan);
    checking.commands.clear();
    REQUIRE(bring_up(*plan, system));
    CHECK_FALSE(plan->failed);
  }
};

/// An HAProxy in front of app, which has a server to spare.
struct BalancedStack : RollingStack {
  Calls orders;

  BalancedStack() : RollingStack(having({{"container_name", "app"}}), {{"web", {{"image", "haproxy"}}}}) {
    web.said_back = [this,
                     address = address_of("shop-app-1")](const std::string& text) -> Expected<std::string> {
      if (text.starts_with("show servers"))
        return "1\n# srv_name srv_addr srv_admin_state srv_port\napp1 " + address +
               " 0 9000\napp2 - 1 9000\n";
      orders.push_back(text.substr(0, text.find('\n')));
      return "\n";
    };
  }

  std::string address_of(const std::string& name) {
    return container(name)["NetworkSettings"]["Networks"]["shop_default"]["IPAddress"];
  }
};

}  // namespace

TEST_CASE("a proxy that looks names up does so again when a container was replaced stop-first", "[rolling]") {
  ReloadedStack on;
  const std::string before = on.id_of("shop-app-1");
  CHECK(on.roll_behind_it()["healthy"] == true);
  CHECK(on.id_of("shop-app-1") != before);
  CHECK(on.checking.commands == Commands{reload});
}

TEST_CASE("a proxy that goes by addresses is told the name of what was replaced stop-first", "[rolling]") {
  ReloadedStack on;
  CHECK(on.roll_behind_it(true)["healthy"] == true);
  CHECK(on.checking.commands.front() == reload);
  CHECK(on.checking.environments.front() == nlohmann::json{"SLIPWAY_SERVICE=app", "SLIPWAY_ADDRESSES=app"});
}

TEST_CASE("a proxy's servers point at what was replaced stop-first, and no longer at what is gone",
          "[rolling]") {
  BalancedStack on;
  const Json result = on.roll({{"proxy", {{{"service", "web"}, {"kind", "haproxy"}, {"socket", "/s"}}}}});
  CHECK(result["healthy"] == true);
  CHECK_FALSE(result.contains("warnings"));
  REQUIRE(on.orders.size() >= 4);
  on.orders.resize(4);
  CHECK(on.orders == Calls{"set server app/app2 addr " + on.address_of("shop-app-1") + " port 9000",
                           "set server app/app2 state ready", "set server app/app1 state maint",
                           "set server app/app2 weight 100%"});
}

TEST_CASE("a proxy that refuses to be told of what was replaced stop-first is a warning", "[rolling]") {
  ReloadedStack on;
  on.checking.checks[on.id_of("shop-web-1")] = {{1, 0.1, true, "no such host\n"}};
  const Json result = on.roll_behind_it();
  CHECK(result["healthy"] == true);
  REQUIRE(result["warnings"].size() == 1);
  has(result["warnings"][0],
      "the proxy web cannot be told: nginx in container shop-web-1 ended with 1: no such host");
}

TEST_CASE("a proxy that looks names up is told behind a run only when that puts something back",
          "[rolling]") {
  ReloadedStack on;
  REQUIRE(on.roll_behind_it()["healthy"] == true);
  for (const bool puts_back : {false, true}) {
    on.bring_up_with("rolling", puts_back, false);
    CHECK(on.checking.commands == (puts_back ? Commands{reload} : Commands{}));
    on.bring_up_with("rolling", puts_back, true);
    CHECK(on.checking.commands == Commands{reload});  // by addresses it may know one that is gone
    on.bring_up_with("recreate", puts_back, false);
    CHECK(on.checking.commands.empty());
  }
}

TEST_CASE("a proxy that looks names up does so again when a service is made, or has other containers",
          "[rolling][regression]") {
  ReloadedStack on;
  REQUIRE(on.roll_behind_it()["healthy"] == true);
  on.services["admin"] = {{"image", "admin:1"}, {"scale", 2}};
  CHECK(on.roll_behind_it()["healthy"] == true);
  CHECK(on.checking.commands == Commands{reload});
  on.services["admin"]["scale"] = 1;
  CHECK(on.roll_behind_it()["healthy"] == true);
  CHECK(on.checking.commands == Commands{reload});
  CHECK(on.roll_behind_it()["changed"] == false);
  CHECK(on.checking.commands.empty());
}

TEST_CASE("a proxy that knows none of the services that are replaced is told of before anything is touched",
          "[rolling][canary][blue_green]") {
  const std::string sentence =
      "the proxy web sends no requests to service app: a backend or an upstream of its configuration has to "
      "be "
      "named as the service";
  for (const std::string strategy : {"rolling", "canary", "blue_green"}) {
    ProxiedStack on;
    on.web.socket_answer = [](const SocketRequest&) {
      return WebReply{200, "", R"({"s":{"upstreams":[{"dial":"other:80"}]}})"};
    };
    const Json options = {{"strategy", strategy}, {"keep_old", 0}, {"proxy", ProxiedStack::caddy()}};
    const Json preview = on.call(options, true);
    const Json result = on.call(options);
    CHECK(preview["failed"] == result["failed"]);
    CHECK(preview.value("warnings", Json()) == result.value("warnings", Json()));
    if (strategy == "rolling") {
      CHECK(result["healthy"] == true);
      CHECK(result["warnings"] == Json::array({sentence}));
    } else {
      CHECK(result["msg"] == sentence + "; when it serves others alone, name those in backends");
      CHECK(preview["msg"] == result["msg"]);
      on.check_old_is_untouched();
    }
  }
}

TEST_CASE(
    "a proxy that goes away while the old container is drained ends a deploy that has changed something",
    "[rolling][blue_green]") {
  for (const std::string strategy : {"rolling", "blue_green"}) {
    ProxiedStack on;
    on.refuses = 2;
    const Json result = on.call({{"strategy", strategy}, {"keep_old", 0}, {"proxy", ProxiedStack::caddy()}});
    CHECK(result["failed"] == true);
    CHECK(result["changed"] == true);
    has(result["msg"],
        "the old containers of service app could not be taken away: the proxy web cannot be told: PATCH ");
    CHECK(result["services"][0]["containers"]["after"].size() == (strategy == "rolling" ? 2 : 1));
    CHECK(on.settle({{"strategy", strategy}, {"keep_old", 0}, {"proxy", ProxiedStack::caddy()}})["healthy"] ==
          true);
    CHECK(on.names() == Calls{"shop-app-2"});
  }
}
