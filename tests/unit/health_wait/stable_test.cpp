#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "unit/health_wait/machine.hpp"

using namespace slipway;
using namespace slipway::health_wait_test;
using Catch::Matchers::ContainsSubstring;
using test::container_document;

namespace {

health_wait::Args stable_for(long seconds, long timeout = 120) {
  auto args = by_name();
  args.stable_for = seconds;
  args.health_timeout = timeout;
  return args;
}

}  // namespace

TEST_CASE("a stack has to stay healthy for as long as asked", "[health_wait]") {
  Machine on;
  on.engine.put(container_document("app", "app", health("starting")));
  on.engine.happens(3, "app", "health_status: healthy", health("healthy"));
  const auto result = on.run(stable_for(10));
  CHECK(result->values["healthy"] == true);
  CHECK(result->values["waited"] == 13.0);
}

TEST_CASE("a break starts the window again", "[health_wait]") {
  Machine on;
  on.engine.put(container_document("app", "app", health("healthy")));
  on.engine.happens(4, "app", "die", state("restarting", 1));
  on.engine.happens(5, "app", "start", container_document("app", "app", health("starting")));
  on.engine.happens(7, "app", "health_status: healthy", health("healthy"));
  CHECK(on.run(stable_for(10))->values["waited"] == 17.0);
}

TEST_CASE("a page that fails within the window starts it again", "[health_wait]") {
  Machine on;
  on.engine.put(container_document("app", "app"));
  on.web.answer = [&](const WebPage&) { return WebReply{on.web.asked.size() == 4 ? 500 : 200, "", ""}; };
  auto args = stable_for(5);
  args.http = {{"http://127.0.0.1/", 200, ""}};
  CHECK(on.run(args)->values["waited"] == 9.0);  // asked each second; the fourth try fails, the fifth passes
}

TEST_CASE("a final failure within the window ends the wait at once", "[health_wait]") {
  Machine on;
  on.engine.put(container_document("app", "app", health("healthy")));
  on.engine.happens(4, "app", "health_status: unhealthy", health("unhealthy", 3));
  const auto result = on.run(stable_for(10));
  CHECK(result->failed);
  CHECK(result->values["waited"] == 4.0);
}

TEST_CASE("a window that the timeout cuts off says how far it came", "[health_wait]") {
  Machine on;
  on.engine.put(container_document("app", "app", health("starting")));
  on.engine.happens(8.5, "app", "health_status: healthy", health("healthy"));
  CHECK(on.run(stable_for(10, 12))->msg ==
        "project shop was healthy for only 3.5 s of the 10 s of stable_for when the timeout of 12 s was "
        "over; raise "
        "timeout");
}

TEST_CASE("a window that cannot pass within the timeout is refused", "[health_wait]") {
  Machine on;
  on.engine.put(container_document("app", "app"));
  CHECK_THAT(on.run(stable_for(11, 10)).error().message,
             ContainsSubstring("stable_for is 11 s, which cannot pass within the timeout of 10 s"));
  CHECK_THAT(on.run(stable_for(-1), true).error().message, ContainsSubstring("stable_for is negative"));
  CHECK(on.run(stable_for(10, 11))->values["healthy"] == true);
}

TEST_CASE("a window as long as the timeout could never pass and was not refused", "[health_wait]") {
  Machine on;
  on.engine.put(container_document("app", "app"));
  CHECK_THAT(on.run(stable_for(10, 10), true).error().message,
             ContainsSubstring("stable_for is 10 s, which cannot pass within the timeout of 10 s"));
  CHECK_THAT(on.run(stable_for(1, 0)).error().message, ContainsSubstring("stable_for is 1 s"));
  CHECK(on.run(stable_for(0, 0))->values["healthy"] == true);
}
