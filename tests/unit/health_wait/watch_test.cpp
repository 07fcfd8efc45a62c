// A page that is asked while a stack is waited for.
#include <catch2/catch_test_macros.hpp>

#include "unit/health_wait/machine.hpp"

using namespace slipway;
using namespace slipway::health_wait_test;
using test::container_document;

namespace {

health_wait::Args watching(std::optional<long> max_failures = std::nullopt) {
  auto args = by_name();
  args.watch.emplace();
  args.watch->url = "http://127.0.0.1:8080/";
  args.watch->max_failures = max_failures;
  return args;
}

/// A stack that is well, and whose page failed once.
struct Watched : Machine {
  Watched() {
    engine.put(container_document("app", "app"));
    web.watched = {{}, {{}, {}, "answered 502, expected 200"}, {}};
  }
};

}  // namespace

TEST_CASE("health_wait returns what its watch has counted", "[health_wait]") {
  Watched on;
  const auto result = on.run(watching());
  REQUIRE(result);
  CHECK_FALSE(result->failed);
  CHECK(result->values["watch"]["url"] == "http://127.0.0.1:8080/");
  CHECK(result->values["watch"]["requests"] == 3);
  CHECK(result->values["watch"]["failed"] == 1);
}

TEST_CASE("health_wait watches nothing unasked, and nothing in check mode", "[health_wait]") {
  Watched on;
  CHECK(on.run(by_name())->values["watch"].is_null());
  CHECK(on.run(watching(0), true)->values["watch"].is_null());
  CHECK_FALSE(on.run(watching(0), true)->failed);
  CHECK_FALSE(on.web.watch_order);
}

TEST_CASE("health_wait fails when more requests failed than are allowed, of a stack that is well",
          "[health_wait]") {
  Watched on;
  CHECK_FALSE(on.run(watching(1))->failed);
  const auto result = on.run(watching(0));
  REQUIRE(result);
  CHECK(result->failed);
  CHECK(result->values["healthy"] == true);
  CHECK(
      result->msg ==
      "1 of 3 requests to http://127.0.0.1:8080/ failed (1 answered 502, expected 200); the longest gap was "
      "0 s, and max_failures allows 0");
}

TEST_CASE("health_wait says what is wrong with the stack before what was counted", "[health_wait]") {
  Watched on;
  on.engine.put(container_document("db", "db", health("starting")));
  auto args = watching(0);
  args.health_timeout = 7;
  const auto result = on.run(args);
  CHECK(result->failed);
  CHECK(result->msg.starts_with("project shop is not healthy after 7 s: container db"));
  CHECK(result->values["watch"]["failed"] == 1);
}

TEST_CASE("health_wait hides secrets in what its watch quotes", "[health_wait]") {
  Watched on;
  auto args = watching();
  args.mask = {"hunter22"};
  REQUIRE(on.run(args));
  CHECK(without_marks(on.web.watch_order->fault_of(WebReply{302, "/login?p=hunter22", ""}))
            .find("it redirects to /login?p=********") != std::string::npos);
}

TEST_CASE("health_wait refuses a page that cannot be watched", "[health_wait]") {
  Watched on;
  auto args = watching();
  args.watch->rate = 1001;
  CHECK(on.run(args).error().message == "watch: rate is 1001; give 1 to 1000 requests a second");
  args = watching(-1);
  CHECK(on.run(args).error().message == "watch: max_failures is negative; give 0 or more, or leave it out");
}
