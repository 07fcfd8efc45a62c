#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "unit/health_wait/machine.hpp"

using namespace slipway;
using namespace slipway::health_wait_test;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;
using nlohmann::json;
using test::container_document;

TEST_CASE("returns at the very event that makes the stack healthy", "[health_wait]") {
  Machine on;
  on.engine.put(container_document("app", "app", health("starting")));
  on.engine.happens(3.25, "app", "health_status: healthy", health("healthy"));
  const auto result = on.run(by_name());
  REQUIRE(result);
  CHECK_FALSE(result->failed);
  CHECK_FALSE(result->changed);
  CHECK(result->values["waited"] == 3.25);
  CHECK(result->values["healthy"] == true);
  CHECK(result->values["services"][0]["healthy_after"] == 3.25);
  CHECK_FALSE(result->values["services"][0].contains("log"));
}

TEST_CASE("subscribes before it looks, so that no event falls between the two", "[health_wait]") {
  Machine on;
  on.engine.put(container_document("app", "app"));
  REQUIRE(on.run(by_name()));
  const auto& requests = on.engine.requests;
  std::size_t subscribed = 0;
  while (requests.at(subscribed).rfind("STREAM", 0) != 0) ++subscribed;
  CHECK_THAT(requests[subscribed], StartsWith("STREAM /events?filters=") && ContainsSubstring("container"));
  CHECK_THAT(requests.at(subscribed + 1), StartsWith("GET /containers/json"));
}

TEST_CASE("an event that is lost is made up for by the look every five seconds", "[health_wait]") {
  Machine on;
  on.engine.put(container_document("app", "app", health("starting")));
  on.engine.happens(1, "app", "", health("healthy"));
  CHECK(on.run(by_name())->values["waited"] == 5.0);
}

TEST_CASE("a failure names the container, the cause, and shows probe and log without secrets",
          "[health_wait]") {
  Machine on;
  on.engine.put(container_document("app", "app", health("starting")));
  on.engine.put(container_document("web", "web"));
  on.engine.logs["app"] = std::string("\2\0\0\0\0\0\0\x1b", 8) + "start\r\npassword hunter22 no\n";
  on.engine.happens(2, "app", "health_status: unhealthy", health("unhealthy", 3));
  auto args = by_name();
  args.mask = {"hunter22"};
  const auto result = on.run(args);
  REQUIRE(result);
  CHECK(result->failed);
  CHECK(result->msg ==
        "project shop cannot become healthy: container app is unhealthy after 3 failed probes: the last "
        "health probe "
        "failed with code 1 and said: no ******** (its log ends with: password ******** no)");
  const auto& app = result->values["services"][0];
  CHECK(app["health"] == "unhealthy");
  CHECK(app["last_probe"] == "no ********\n");
  CHECK(app["log"] == slipway::ansible::Json{"start", "password ******** no"});
  CHECK(result->values["waited"] == 2.0);
  CHECK(result->values["healthy"] == false);
}

TEST_CASE("an exit that is final ends the wait at once", "[health_wait]") {
  Machine on;
  on.engine.put(container_document("job", "job", {{"HostConfig", {{"RestartPolicy", {{"Name", "no"}}}}}}));
  on.engine.put(container_document("app", "app", health("starting")));
  on.engine.happens(0.5, "job", "die", state("exited", 3));
  const auto result = on.run(by_name());
  CHECK(result->failed);
  CHECK(result->values["waited"] == 0.5);
  CHECK(result->values["services"][1]["exit_code"] == 3);
  CHECK_THAT(result->msg, ContainsSubstring("container job exited with code 3: it has no restart policy"));
}

TEST_CASE("a log that cannot be read does not hide the cause", "[health_wait]") {
  Machine on;
  on.engine.put(container_document("app", "app", health("unhealthy", 3)));
  on.engine.happens(2, "app", "", health("unhealthy", 4));
  const auto result = on.run(by_name());
  CHECK(result->failed);
  CHECK(result->values["waited"] == 2.0);
  CHECK(result->values["services"][0]["log_problem"] ==
        "cannot read the log of container 'app': No such thing");
}

TEST_CASE("when time has run out it says what was still waited for", "[health_wait]") {
  Machine on;
  on.engine.put(container_document("app", "app", health("starting")));
  auto args = by_name();
  args.health_timeout = 7;
  const auto result = on.run(args);
  CHECK(result->failed);
  CHECK(result->values["waited"] == 7.0);
  CHECK_THAT(result->msg,
             StartsWith("project shop is not healthy after 7 s: container app is running but not healthy"));
  args.health_timeout = 0;
  CHECK(on.run(args)->values["waited"] == 0.0);
}

TEST_CASE("a container that appears during the wait is waited for", "[health_wait]") {
  Machine on;
  on.engine.put(container_document("app", "app", health("starting")));
  on.engine.happens(1, "web", "create", container_document("web", "web", health("starting")));
  on.engine.happens(2, "app", "health_status: healthy", health("healthy"));
  on.engine.happens(4, "web", "health_status: healthy", health("healthy"));
  CHECK(on.run(by_name())->values["waited"] == 4.0);
}

TEST_CASE("a container that is replaced during the wait is followed to its successor", "[health_wait]") {
  Machine on;
  on.engine.put(container_document("old", "app", health("starting")));
  on.engine.happens(1, "old", "kill");
  on.engine.happens(1.5, "old", "die", state("exited", 143));
  on.engine.happens(1.75, "old", "destroy", nullptr);
  on.engine.happens(6, "new", "create", container_document("new", "app", state("created")));
  on.engine.happens(7, "new", "health_status: healthy", json::parse(R"({"State": {"Status": "running"}})"));
  on.engine.happens(8, "new", "health_status: healthy", health("healthy"));
  const auto result = on.run(by_name());
  CHECK_FALSE(result->failed);
  CHECK(result->values["services"].size() == 1);
  CHECK(result->values["services"][0]["name"] == "new");
}
