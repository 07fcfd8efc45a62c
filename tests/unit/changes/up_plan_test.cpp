// The order of what is done to a stack, without any I/O.
#include "changes/up_plan.hpp"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>

using namespace slipway;

namespace {

using Levels = std::vector<std::vector<std::string>>;
using Action = ServiceChange::Action;

/// Services of which nothing runs yet; a test says what depends on what.
UpForecast stack(const std::vector<std::string>& names) {
  UpForecast forecast;
  forecast.next.model.project = "shop";
  for (const auto& name : names) {
    forecast.next.model.services[name].image = "framework:v1";
    forecast.next.hashes[name] = "same";
  }
  forecast.now = forecast.next;
  return forecast;
}

/// As if it had been brought up.
void run(UpForecast& forecast, const std::string& service, const std::string& hash = "same") {
  Container container;
  container.id = container.name = "shop-" + service + "-1";
  container.service = service;
  container.image = "framework:v1";
  container.config_hash = hash;
  container.status = "running";
  forecast.containers.push_back(container);
}

Action action(const UpPlan& plan, const std::string& service) {
  const auto found = std::find_if(plan.changes.begin(), plan.changes.end(),
                                  [&](const auto& change) { return change.service == service; });
  REQUIRE(found != plan.changes.end());
  return found->action;
}

UpPlan planned(const UpForecast& forecast) {
  return up_plan(forecast, false, true);
}

}  // namespace

TEST_CASE("services come up in the order of their dependencies, those of one level together", "[up_plan]") {
  auto forecast = stack({"app", "db", "queue", "redis", "web"});
  auto& services = forecast.next.model.services;
  services["app"].depends_on = {{"db"}, {"redis", DependencyCondition::healthy}};
  services["queue"].depends_on = {{"redis"}};
  services["web"].depends_on = {{"app"}};
  CHECK(planned(forecast).levels == Levels{{"db", "redis"}, {"app", "queue"}, {"web"}});
}

TEST_CASE("a service that does not change is in no level, and still stands between others", "[up_plan]") {
  auto forecast = stack({"app", "db", "web"});
  forecast.rules.compose = {2, 40};
  auto& services = forecast.next.model.services;
  services["app"].depends_on = {{"db"}};
  services["web"].depends_on = {{"app"}};
  run(forecast, "db", "other");
  run(forecast, "app");
  run(forecast, "web", "other");
  CHECK(planned(forecast).levels == Levels{{"db"}, {"web"}});
}

TEST_CASE("nothing to do is no level and no fallback", "[up_plan]") {
  auto forecast = stack({"app"});
  run(forecast, "app");
  const auto plan = up_plan(forecast, true, true);
  CHECK(plan.levels.empty());
  CHECK_FALSE(plan.fallback);
}

TEST_CASE("a dependency that the stack does not have is in nobody's way", "[up_plan]") {
  auto forecast = stack({"app"});
  forecast.next.model.services["app"].depends_on = {{"mail", DependencyCondition::healthy, false}};
  CHECK(planned(forecast).levels == Levels{{"app"}});
}

TEST_CASE("a sharer of a namespace comes after its owner, and is recreated with it", "[up_plan]") {
  auto forecast = stack({"owner", "aside"});
  forecast.next.model.services["aside"].shares = {"owner"};
  run(forecast, "owner", "other");
  run(forecast, "aside");
  const auto plan = planned(forecast);
  CHECK(plan.levels == Levels{{"owner"}, {"aside"}});
  CHECK(action(plan, "aside") == Action::recreate);
}

TEST_CASE("a dependent with restart: true is restarted after what it depends on", "[up_plan]") {
  auto forecast = stack({"app", "db"});
  forecast.rules.compose = {2, 40};
  forecast.next.model.services["app"].depends_on = {{"db", DependencyCondition::started, true, true}};
  run(forecast, "db", "other");
  run(forecast, "app");
  const auto plan = planned(forecast);
  CHECK(plan.levels == Levels{{"db"}, {"app"}});
  CHECK(action(plan, "app") == Action::restart);
}

TEST_CASE("one-shots that are done are run again, or not when that is asked for", "[up_plan]") {
  auto forecast = stack({"app", "migrate"});
  forecast.next.model.services["app"].depends_on = {{"migrate", DependencyCondition::completed}};
  run(forecast, "app");
  run(forecast, "migrate");
  forecast.containers.back().status = "exited";
  CHECK(planned(forecast).levels == Levels{{"migrate"}});
  const auto skipping = up_plan(forecast, false, false);
  CHECK(skipping.levels.empty());
  CHECK(action(skipping, "migrate") == Action::keep);
}

TEST_CASE("a one-shot of another image is recreated, run or not", "[up_plan]") {
  auto forecast = stack({"app", "migrate"});
  forecast.next.model.services["app"].depends_on = {{"migrate", DependencyCondition::completed}};
  run(forecast, "app");
  run(forecast, "migrate", "other");
  CHECK(action(up_plan(forecast, false, false), "migrate") == Action::recreate);
}

TEST_CASE("why it is one call: it is asked for", "[up_plan]") {
  const auto plan = up_plan(stack({"app"}), true, true);
  CHECK(plan.fallback == "strategy is together");
  CHECK(plan.levels == Levels{{"app"}});
}

TEST_CASE("why it is one call: a network has to be recreated", "[up_plan]") {
  auto forecast = stack({"app"});
  forecast.next.model.networks["shop_default"] = "new";
  forecast.networks["shop_default"] = "old";
  forecast.rules.compose = {2, 40};
  CHECK(planned(forecast).fallback ==
        "network shop_default has to be recreated, for which Compose stops all services on it");
  forecast.networks["shop_default"] = "new";
  CHECK_FALSE(planned(forecast).fallback);
  forecast.networks["shop_default"] = "old";
  forecast.rules.compose = {2, 30};  // does not look at networks
  CHECK_FALSE(planned(forecast).fallback);
}

TEST_CASE("why it is one call: a provider, and models", "[up_plan]") {
  auto forecast = stack({"app"});
  forecast.next.model.providers = {"cloud"};
  CHECK(planned(forecast).fallback ==
        "service cloud has a provider, whose variables Compose hands to other services in the same call");
  forecast.next.model.providers.clear();
  forecast.next.model.services["app"].added_to_by = "models";
  CHECK(planned(forecast).fallback ==
        "service app has models, whose variables Compose hands over in the same call");
}

TEST_CASE("why it is one call: a circle", "[up_plan]") {
  auto forecast = stack({"a", "b"});
  forecast.next.model.services["a"].depends_on = {{"b"}};
  forecast.next.model.services["b"].depends_on = {{"a"}};
  CHECK(planned(forecast).fallback == "the services depend on one another in a circle");
}

TEST_CASE("a half-made container that alone stands for its place is recreated under its own name",
          "[up_plan]") {
  auto forecast = stack({"app"});
  run(forecast, "app");
  forecast.containers.back().name = "0123456789ab_shop-app-1";
  forecast.containers.back().status = "created";
  CHECK(action(planned(forecast), "app") == Action::recreate);
}

TEST_CASE("a rolling plan says which way each replaced service goes, and no other plan does", "[up_plan]") {
  auto forecast = stack({"app", "db", "web"});
  for (const char* service : {"app", "db"}) run(forecast, service, "other");
  run(forecast, "web");
  forecast.next.model.services["db"].replacement.written = {"volume data"};
  CHECK(planned(forecast).replacements.empty());
  forecast.rules.is_rolling = true;
  const auto plan = planned(forecast);
  REQUIRE(plan.replacements.size() == 2);
  CHECK(plan.replacements.at("app").start_first);
  CHECK_FALSE(plan.replacements.at("db").start_first);
}

TEST_CASE("a rolling plan that has to be one call replaces nothing service by service", "[up_plan]") {
  auto forecast = stack({"app"});
  run(forecast, "app", "other");
  forecast.rules.is_rolling = true;
  forecast.next.model.providers = {"cloud"};
  const auto plan = planned(forecast);
  CHECK(plan.fallback);
  CHECK(plan.replacements.empty());
}
