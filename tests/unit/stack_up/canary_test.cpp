// Canary deploys: requests come to the new containers in steps, and all are back at the first thing that is
// wrong.
#include "stack/bring_up_options.hpp"
#include "unit/stack_up/proxied_stack.hpp"

using namespace slipway;
using namespace slipway::stack_up_test;

namespace {

struct CanaryStack : ProxiedStack {
  static Json options(const Json& changes = Json::object()) {
    Json given = {{"strategy", "canary"}, {"steps", {10, 50}}, {"step_for", 20}, {"proxy", caddy()}};
    given.update(changes);
    return given;
  }

  Json deploy(const Json& changes = Json::object()) { return call(options(changes)); }

  /// The new container ends so many seconds behind its start.
  void new_one_ends_after(double seconds) {
    on_start = [this, seconds](const std::string&) {
      engine.happens(seconds, id_of("shop-app-2"), "die",
                     {{"State", {{"Status", "exited"}, {"ExitCode", 9}}}});
    };
  }

  /// From the step on that sends so many of twenty requests to the new container, one request has failed.
  void request_fails_at(const std::string& of_twenty) {
    on_told = [this, of_twenty] {
      if (told.back().find(", " + of_twenty + " shop-app-2") != std::string::npos)
        web.watched.push_back({{}, {}, "answered 502, expected 200"});
    };
  }

  /// Sent back at a step, for this reason.
  void check_sent_back(const Json& result, const std::string& why) {
    INFO(result.dump(1));
    CHECK(result["failed"] == true);
    has(result["msg"], "service app was switched back to its old container: " + why);
    REQUIRE(told.size() > 2);
    CHECK(told.at(told.size() - 2) == "shop-app-1 while shop-app-1 shop-app-2");
    CHECK(told.back() == "app:9000 while shop-app-1");
    check_old_is_untouched();
  }
};

const Json page = {{"url", "http://127.0.0.1:8080/"}, {"max_failures", 0}};

}  // namespace

TEST_CASE("stack_up canary sends requests over in steps, and then all of them", "[canary]") {
  CanaryStack on;
  const Json result = on.settle(CanaryStack::options());
  CHECK(result["healthy"] == true);
  CHECK_FALSE(result.contains("warnings"));
  const std::string both = " while shop-app-1 shop-app-2";
  CHECK(on.told == Calls{"shop-app-1 while shop-app-1", "18 shop-app-1, 2 shop-app-2" + both,
                         "10 shop-app-1, 10 shop-app-2" + both, "shop-app-1, shop-app-2" + both,
                         "shop-app-2" + both, "app:9000 while shop-app-2"});
}

TEST_CASE("stack_up canary looks at each step for step_for", "[canary]") {
  for (const long seconds : {0, 20, 300}) {
    CanaryStack on;
    std::vector<std::chrono::steady_clock::time_point> told_at;
    on.on_told = [&] { told_at.push_back(on.clock.ticks); };
    CHECK(on.deploy({{"step_for", seconds}})["healthy"] == true);
    for (const std::size_t step : {1U, 2U}) {
      const auto length = told_at.at(step + 1) - told_at.at(step);
      CHECK(length >= std::chrono::seconds(seconds));
      CHECK(length < std::chrono::seconds(seconds + 1));
    }
  }
}

TEST_CASE("stack_up canary says which share of the requests goes where", "[canary][progress]") {
  CanaryStack on;
  on.progress.lines.clear();
  on.deploy({{"steps", {5}}});
  CHECK(on.progress.lines == Calls{"starting a new container of app beside the old one",
                                   "5 % of the requests go to the new containers of app",
                                   "stopping shop-app-1, which app needs no longer"});
}

TEST_CASE("stack_up canary ends at the step in which a new container ends", "[canary]") {
  for (const auto& [seconds, percent] : std::map<double, std::string>{{12, "10"}, {32, "50"}}) {
    CanaryStack on;
    on.new_one_ends_after(seconds);
    const Json result = on.deploy();
    on.check_sent_back(result, "at " + percent + " % of the requests project shop cannot become healthy: " +
                                   "container shop-app-2 exited with code 9");
    CHECK(result["health"][0]["exit_code"] == 9);
    CHECK(result["waited"] < seconds + 2);
  }
}

TEST_CASE("stack_up canary ends at the step in which more requests fail than are allowed",
          "[canary][watch]") {
  for (const auto& [of_twenty, percent] : std::map<std::string, std::string>{{"2", "10"}, {"10", "50"}}) {
    CanaryStack on;
    on.request_fails_at(of_twenty);
    const Json result = on.deploy({{"watch", page}, {"step_for", 300}, {"steps", {10, 50}}});
    on.check_sent_back(
        result, "at " + percent + " % of the requests more requests have failed than max_failures allows");
    CHECK(result["watch"]["failed"] == 1);
  }
}

TEST_CASE("stack_up canary goes on when as many requests fail as are allowed", "[canary][watch]") {
  CanaryStack on;
  on.request_fails_at("2");
  Json patient = page;
  patient["max_failures"] = 1;
  CHECK(on.deploy({{"watch", patient}})["healthy"] == true);
  CHECK(on.names() == Calls{"shop-app-2"});
}

TEST_CASE("stack_up canary sends requests back when the proxy refuses, at a step or behind the last",
          "[canary]") {
  for (const int refused : {1, 2, 3}) {
    INFO(refused);
    CanaryStack on;
    on.refuses = refused;
    on.check_sent_back(on.deploy(), "the proxy web cannot be told: PATCH ");
    CHECK(on.deploy()["healthy"] == true);
  }
}

TEST_CASE("stack_up canary sends nobody to a container that does not become well", "[canary]") {
  CanaryStack on;
  on.ends["app"] = 3;
  has(on.deploy()["msg"], not_replaced);
  CHECK(on.told == Calls{"shop-app-1 while shop-app-1", "shop-app-1 while shop-app-1 shop-app-2",
                         "app:9000 while shop-app-1"});
  on.check_old_is_untouched();
}

TEST_CASE("stack_up canary replaces all containers of a service together", "[canary]") {
  CanaryStack on;
  on.services["app"]["scale"] = 2;
  REQUIRE(on.call()["healthy"] == true);
  on.change();
  CHECK(on.deploy()["healthy"] == true);
  CHECK(on.told.at(1) ==
        "9 shop-app-1, 9 shop-app-2, shop-app-3, shop-app-4 while shop-app-1 shop-app-2 shop-app-3 "
        "shop-app-4");
  CHECK(on.names() == Calls{"shop-app-3", "shop-app-4"});
}

TEST_CASE("stack_up canary takes no steps where there is nothing to share out", "[canary]") {
  CanaryStack by_name, cut_off;
  by_name.services["worker"] = {{"image", "worker:1"}};
  REQUIRE(by_name.deploy()["healthy"] == true);
  by_name.services["worker"]["labels"] = {{"a", "b"}};
  const Json unserved = by_name.deploy({{"proxy", by_name.caddy({{"backends", {"app"}}})}});
  CHECK(unserved["healthy"] == true);
  CHECK(unserved["waited"] < 5);
  CHECK(by_name.names("worker") == Calls{"shop-worker-2"});
  cut_off.make("app", 2, {{"State", {{"Status", "running"}}}});  // the new one, by a run that was killed
  const Json left = cut_off.deploy();
  CHECK(left["healthy"] == true);
  CHECK(left["waited"] < 5);
  CHECK(cut_off.names() == Calls{"shop-app-2"});
}

TEST_CASE("stack_up canary takes no steps where the proxy of the service cannot share", "[canary]") {
  CanaryStack on;
  const Json by_reload = {
      {"service", "web"}, {"kind", "reload"}, {"command", {"nginx"}}, {"backends", {"app"}}};
  Json proxies = CanaryStack::caddy({{"backends", {"web"}}});
  proxies.push_back(by_reload);
  const Json result = on.deploy({{"proxy", proxies}});
  CHECK(result["healthy"] == true);
  CHECK(result["waited"] < 20);
}

TEST_CASE("a canary that puts a release back takes no steps: the bad one would keep most of the requests",
          "[canary]") {
  CanaryStack on;
  BringUpOptions options;
  options.strategy = "canary";
  options.step_for = 300;
  ProxySettings proxy;
  proxy.service = "web";
  proxy.kind = "caddy";
  proxy.socket = "/run/caddy.sock";
  options.proxy = {proxy};
  auto settings = bring_up_settings(options);
  REQUIRE(settings);
  settings->project = {"/srv/shop", {"base.yml"}, "shop", {}};
  settings->puts_back = true;
  auto plan = plan_bring_up(std::move(*settings), on.system);
  REQUIRE(plan);
  REQUIRE(bring_up(*plan, on.system));
  CHECK_FALSE(plan->failed);
  CHECK(on.names() == Calls{"shop-app-2"});
  REQUIRE(on.told.size() > 1);
  CHECK(on.told.at(1) == "shop-app-1, shop-app-2 while shop-app-1 shop-app-2");
}
