// Runs on services that have more containers than they should.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "unit/health_wait/machine.hpp"

using namespace slipway;
using namespace slipway::health_wait_test;
using Catch::Matchers::ContainsSubstring;
using nlohmann::json;
using test::container_document;

namespace {

constexpr const char* leftover = "0123456789ab_app";

json never_started(const std::string& created = "2025-10-31T01:35:03Z") {
  return {{"Created", created}, {"State", {{"Status", "created"}, {"StartedAt", "0001-01-01T00:00:00Z"}}}};
}

}  // namespace

TEST_CASE("a leftover that never ran is a warning and no failure", "[health_wait][replicas]") {
  Machine on;
  on.engine.put(container_document("app", "app", health("healthy")));
  on.engine.put(container_document(leftover, "app", never_started()));
  for (const bool check : {false, true}) {
    const auto result = on.run(by_name(), check);
    REQUIRE(result);
    CHECK_FALSE(result->failed);
    CHECK(result->values["healthy"] == true);
    CHECK(result->values["waited"] == 0.0);
    CHECK(result->values["services"].size() == 1);
    REQUIRE(result->warnings.size() == 1);
    CHECK_THAT(result->warnings[0], ContainsSubstring("docker rm 0123456789ab_app removes it"));
  }
}

TEST_CASE("a leftover that was made a moment ago is waited for no longer than it may matter",
          "[health_wait][replicas]") {
  Machine on;
  on.engine.put(container_document("app", "app"));
  on.engine.put(container_document(leftover, "app", never_started("2025-10-31T02:35:00Z")));
  const auto result = on.run(by_name());
  CHECK(result->values["healthy"] == true);
  CHECK(result->values["waited"] == 8.0);  // twelve seconds after it was made
  auto impatient = by_name();
  impatient.health_timeout = 3;
  on.engine.put(container_document(leftover, "app", never_started("2025-10-31T02:35:10Z")));
  const auto late = on.run(impatient);
  CHECK(late->values["healthy"] == true);
  CHECK(late->warnings.size() == 1);
}

TEST_CASE("a replacement that begins during the wait is followed from its half-made name",
          "[health_wait][replicas]") {
  Machine on;
  on.engine.put(container_document("app", "app"));
  on.engine.put(container_document("web", "web", health("starting")));
  on.engine.happens(1, leftover, "create",
                    container_document(leftover, "app", never_started("2025-10-31T02:35:05Z")));
  on.engine.happens(1, "app", "kill", json::object(), {{"signal", "15"}});
  on.engine.happens(2, "web", "health_status: healthy", health("healthy"));
  on.engine.happens(30, "app", "die", state("exited", 143));
  on.engine.happens(30, "app", "destroy", nullptr);
  on.engine.happens(30, leftover, "rename", {{"Name", "/app"}});
  on.engine.happens(31, leftover, "start",
                    {{"State", {{"Status", "running"}, {"StartedAt", "2025-10-31T02:35:35Z"}}}});
  const auto result = on.run(by_name());
  CHECK(result->values["healthy"] == true);
  CHECK(result->values["waited"] == 32.0);
  CHECK(result->values["services"][0]["name"] == "app");
  CHECK(result->warnings.empty());
}

TEST_CASE("a leftover that vanishes during the wait is not missed", "[health_wait][replicas]") {
  Machine on;
  on.engine.put(container_document("app", "app", health("starting")));
  on.engine.put(container_document(leftover, "app", never_started()));
  on.engine.happens(1, leftover, "destroy", nullptr);
  on.engine.happens(2, "app", "health_status: healthy", health("healthy"));
  const auto result = on.run(by_name());
  CHECK(result->values["waited"] == 2.0);
  CHECK(result->warnings.empty());
}

TEST_CASE("an old container beside a new one of a service configured once is named and fails the wait",
          "[health_wait][replicas]") {
  Machine on;
  on.processes.answer = [](const Command&) {
    return CommandOutcome{0, "name: shop\nservices:\n  app: {image: shop/app:v2}\n", ""};
  };
  on.engine.put(container_document("app", "app", {{"Config", {{"Image", "shop/app:v2"}}}}));
  on.engine.put(container_document(leftover, "app"));
  const auto result = on.run(by_files());
  REQUIRE(result);
  CHECK(result->failed);
  CHECK(result->values["waited"] == 12.0);
  CHECK(result->msg ==
        "project shop cannot become healthy: service app is configured for 1 container and runs 2: "
        "0123456789ab_app (image shop/app:v1, since 2025-10-31T01:35:04Z), app (image shop/app:v2, since "
        "2025-10-31T01:35:04Z); remove what is not wanted with docker rm --force NAME");
  const auto seen = on.run(by_files(), true);
  CHECK_FALSE(seen->failed);
  CHECK(seen->values["healthy"] == false);
  REQUIRE(seen->warnings.size() == 1);
  CHECK_THAT(seen->warnings[0], ContainsSubstring("is configured for 1 container and runs 2"));
}
