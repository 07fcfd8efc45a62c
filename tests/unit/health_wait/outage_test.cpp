#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "unit/health_wait/machine.hpp"

using namespace slipway;
using namespace slipway::health_wait_test;
using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::EndsWith;
using Catch::Matchers::StartsWith;
using test::container_document;

namespace {

const Error gone{"the engine does not answer at unix:///s: connection refused", 111, true};

long count(const Machine& on, const std::string& start) {
  return std::count_if(on.engine.requests.begin(), on.engine.requests.end(),
                       [&](const auto& request) { return request.rfind(start, 0) == 0; });
}

}  // namespace

TEST_CASE("an engine that goes away during the wait is waited for, and everything is looked at again",
          "[health_wait]") {
  Machine on;
  on.engine.put(container_document("app", "app", health("starting")));
  on.engine.goes_away(2, 5, gone);
  on.engine.happens(6, "app", "health_status: healthy", health("healthy"));  // nobody hears of it
  const auto result = on.run(by_name());
  REQUIRE(result);
  CHECK(result->values["healthy"] == true);
  CHECK(result->values["waited"] > 7.0);
  CHECK(result->values["waited"] < 9.1);  // pauses grow to two seconds
  CHECK(count(on, "STREAM") < 12);
}

TEST_CASE("an engine that stays away fails at the timeout, with since when and what was said last",
          "[health_wait]") {
  Machine on;
  on.engine.put(container_document("app", "app", health("starting")));
  on.engine.goes_away(2, 500, gone);
  auto args = by_name();
  args.health_timeout = 30;
  const auto result = on.run(args);
  REQUIRE(result);
  CHECK(result->failed);
  CHECK(result->values["waited"] == 30.0);
  CHECK(result->values["services"][0]["name"] == "app");
  CHECK_FALSE(result->values["services"][0].contains("log"));
  CHECK(
      result->msg ==
      "project shop is not healthy after 30 s: the engine has not answered as it should since "
      "2025-10-31T02:35:06Z; the last try said: the engine does not answer at unix:///s: connection refused; "
      "see to the engine, and run this again");
}

TEST_CASE("a stream that is cut off is opened again, with pauses if it happens again and again",
          "[health_wait]") {
  Machine on;
  on.engine.put(container_document("app", "app", health("starting")));
  for (int i = 0; i < 40; ++i) on.engine.goes_away(i * 0.1, 0, gone);
  on.engine.happens(6, "app", "health_status: healthy", health("healthy"));
  CHECK(on.run(by_name())->values["waited"] == 6.0);
  CHECK(count(on, "STREAM") < 10);
}

TEST_CASE("what is plainly no engine ends the wait at once", "[health_wait]") {
  Machine on;
  on.engine.put(container_document("app", "app", health("starting")));
  on.engine.goes_away(2, 500, Error{"what answers is not a container engine", 0, false});
  // The stream's end alone may pass; the next try says what is there now.
  CHECK_THAT(on.run(by_name()).error().message,
             StartsWith("while waiting for project 'shop': what answers is not a container engine"));
  CHECK(on.clock.ticks.time_since_epoch() < 4s);
}

TEST_CASE("after an outage the starting engine has time to restart what is exited", "[health_wait]") {
  Machine on;
  on.engine.put(container_document("app", "app", health("starting")));
  on.engine.goes_away(2, 5, gone);
  on.engine.happens(3, "app", "die", state("exited", 137));
  SECTION("and does") {
    on.engine.happens(9.5, "app", "start", state("running"));
    on.engine.happens(11, "app", "health_status: healthy", health("healthy"));
    CHECK(on.run(by_name())->values["healthy"] == true);
  }
  SECTION("and does not") {
    const auto result = on.run(by_name());
    CHECK(result->failed);
    CHECK(result->values["waited"] > 17.0);
    CHECK_THAT(result->msg, ContainsSubstring("exited with code 137"));
    CHECK_THAT(result->msg, ContainsSubstring("; the engine was away for"));
  }
}

TEST_CASE("a container without restart policy does not come back after an outage", "[health_wait]") {
  Machine on;
  on.engine.put(container_document("job", "job", {{"HostConfig", {{"RestartPolicy", {{"Name", "no"}}}}}}));
  on.engine.put(container_document("app", "app", health("starting")));
  on.engine.goes_away(2, 3, gone);
  on.engine.happens(3, "job", "die", state("exited", 137));
  const auto result = on.run(by_name());
  CHECK(result->failed);
  CHECK(result->values["waited"] < 8.0);
  CHECK_THAT(result->msg, ContainsSubstring("container job exited with code 137: it has no restart policy"));
}

TEST_CASE("restarts by the engine's own restart are no restart loop", "[health_wait]") {
  Machine on;
  on.engine.put(container_document("app", "app", health("starting")));
  on.engine.goes_away(2, 5, gone);
  on.engine.happens(3, "app", "start", {{"RestartCount", 7}});
  on.engine.happens(12, "app", "health_status: healthy", health("healthy"));
  CHECK(on.run(by_name())->values["healthy"] == true);
}

TEST_CASE("the timeout bounds what the engine may take, with a second for the last answer", "[health_wait]") {
  Machine on;
  on.engine.put(container_document("app", "app", health("starting")));
  auto args = by_name();
  args.health_timeout = 7;
  REQUIRE(on.run(args));
  const auto& limits = on.engines.limits;
  CHECK(limits.at(0) == Engines::any_time);                            // the address alone
  CHECK(limits.at(1) == std::chrono::steady_clock::time_point(8s));    // the first look
  CHECK(limits.at(2) == std::chrono::steady_clock::time_point(8s));    // the wait
  CHECK(limits.back() == std::chrono::steady_clock::time_point(12s));  // the logs: five seconds from the end
}

TEST_CASE("the look every five seconds inspects only what the list shows to differ", "[health_wait]") {
  Machine on;
  for (int i = 0; i < 100; ++i)
    on.engine.put(container_document(
        "web" + std::to_string(i), "web",
        {{"Config", {{"Labels", {{"com.docker.compose.container-number", std::to_string(i)}}}}}}));
  on.engine.put(container_document("app", "app", health("starting")));
  on.engine.happens(7, "web5", "", state("paused"));
  on.engine.happens(12, "web5", "", state("running"));
  on.engine.happens(30, "app", "health_status: healthy", health("healthy"));
  CHECK(on.run(by_name())->values["waited"] == 30.0);
  // Two whole looks, two looks at web5, one at app for its event.
  CHECK(count(on, "GET /containers/") - count(on, "GET /containers/json") == 2 * 101 + 3);
}
