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
