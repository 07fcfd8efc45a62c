// The wait as other modules use it: settings in, a result out.
#include "health/wait.hpp"

#include <catch2/catch_test_macros.hpp>

#include "unit/health_wait/machine.hpp"
#include "util/foreign.hpp"

using namespace slipway;
using namespace slipway::health_wait_test;
using test::container_document;

namespace {

HealthSettings settings_of(const std::string& project) {
  HealthSettings settings;
  settings.project = project;
  return settings;
}

}  // namespace

TEST_CASE("a wait is one call with settings and a result", "[health]") {
  Machine on;
  on.engine.put(container_document("app", "app", health("starting")));
  on.engine.happens(3, "app", "health_status: healthy", health("healthy"));
  const auto result = wait_until_healthy(settings_of("shop"), on.system);
  REQUIRE(result);
  CHECK(result->waited_for);
  CHECK(result->healthy);
  CHECK(result->waited == 3.0);
  CHECK(without_marks(result->message) == "project shop is healthy");
  REQUIRE(result->containers.size() == 1);
  CHECK(result->containers[0].healthy_after == 3.0);
  const auto again = wait_until_healthy(settings_of("shop"), on.system);
  CHECK(again->waited == 0.0);
}

TEST_CASE("what is not well comes with its evidence", "[health]") {
  Machine on;
  on.engine.put(container_document("app", "app", health("starting")));
  on.engine.logs["app"] = std::string("\2\0\0\0\0\0\0\x0c", 8) + "no hunter22\n";
  on.engine.happens(2, "app", "health_status: unhealthy", health("unhealthy", 3));
  auto settings = settings_of("shop");
  settings.mask = {"hunter22"};
  const auto result = wait_until_healthy(settings, on.system);
  REQUIRE(result);
  CHECK_FALSE(result->healthy);
  CHECK(result->verdict.state == HealthState::failed);
  CHECK(result->logs.at("app").lines == std::vector<std::string>{"no ********"});
  CHECK(
      without_marks(result->message) ==
      "project shop cannot become healthy: container app is unhealthy after 3 failed probes: the last health "
      "probe failed with code 1 and said: no ******** (its log ends with: no ********)");
}

TEST_CASE("settings that no wait can have, and a project that is not there, are errors", "[health]") {
  Machine on;
  auto settings = settings_of("shop");
  CHECK(wait_until_healthy(settings, on.system)
            .error()
            .message.starts_with("project 'shop' has no containers"));
  settings.http = {{"ftp://web/", 200, ""}};
  CHECK(wait_until_healthy(settings, on.system).error().message.starts_with("http: "));
}

TEST_CASE("a wait tells what it waits for, whenever that changes", "[health][progress]") {
  Machine on;
  on.engine.put(container_document("redis", "redis", health("starting")));
  on.engine.put(container_document("shop-app-1", "app", health("starting")));
  auto second = health("healthy");
  second["Config"]["Labels"]["com.docker.compose.container-number"] = "2";
  on.engine.put(container_document("shop-app-2", "app", second));
  on.engine.happens(2, "redis", "health_status: healthy", health("healthy"));
  on.engine.happens(7, "shop-app-1", "health_status: healthy", health("healthy"));
  auto settings = settings_of("shop");
  settings.stable_for = 30;
  REQUIRE(wait_until_healthy(settings, on.system)->healthy);
  CHECK(on.progress.lines ==
        std::vector<std::string>{"waiting for shop-app-1, redis", "redis healthy; waiting for shop-app-1",
                                 "shop-app-1 healthy; watching for 30 s whether it stays so"});
}

TEST_CASE("a wait tells how long a container took from its start", "[health][progress]") {
  Machine on;
  auto starting = health("starting");
  starting["State"]["StartedAt"] = "2025-10-31T02:35:00Z";
  on.engine.put(container_document("app", "app", starting));
  on.engine.happens(7, "app", "health_status: healthy", health("healthy"));
  on.engine.put(container_document("web", "web", health("starting")));
  on.engine.happens(7.5, "web", "health_status: healthy", health("healthy"));
  REQUIRE(wait_until_healthy(settings_of("shop"), on.system)->healthy);
  CHECK(on.progress.lines == std::vector<std::string>{"waiting for app, web",
                                                      "app healthy after 11 s; waiting for web",
                                                      "web healthy"});
}

TEST_CASE("a wait for what is well already tells nothing", "[health][progress]") {
  Machine on;
  on.engine.put(container_document("app", "app", health("healthy")));
  REQUIRE(wait_until_healthy(settings_of("shop"), on.system)->healthy);
  CHECK(on.progress.lines.empty());
}

TEST_CASE("a wait tells that the engine is away", "[health][progress]") {
  Machine on;
  on.engine.put(container_document("app", "app", health("starting")));
  on.engine.goes_away(1, 5, Error{"the engine does not answer", 0, true});
  on.engine.happens(9, "app", "health_status: healthy", health("healthy"));
  REQUIRE(wait_until_healthy(settings_of("shop"), on.system)->healthy);
  CHECK(on.progress.lines == std::vector<std::string>{"the engine does not answer; waiting for it",
                                                      "waiting for app", "app healthy"});
}
