// The option `watch`, and what is done with it.
#include "health/traffic_watch.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "unit/health_wait/machine.hpp"

using namespace slipway;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;
using test::message_of;

namespace {

using Machine = health_wait_test::Machine;

WatchedPage page(const std::string& url = "http://127.0.0.1:8080/ping?a=b") {
  WatchedPage watched;
  watched.url = url;
  return watched;
}

WatchedRequest well() {
  return {};
}

WatchedRequest failed() {
  return {{}, {}, "answered 502, expected 200"};
}

}  // namespace

TEST_CASE("a page that cannot be watched is refused with the option's name", "[traffic_watch]") {
  CHECK(check_watched_page(page()));
  CHECK_THAT(message_of(check_watched_page(page("https://shop/"))),
             StartsWith("watch: the url 'https://shop/' is https"));
  auto odd = page();
  odd.status = 600;
  CHECK(message_of(check_watched_page(odd)) ==
        "watch: the status of 'http://127.0.0.1:8080/ping?a=b' is 600; give 200 to 599");
  for (const long rate : {0L, -1L, 1001L}) {
    odd = page();
    odd.rate = rate;
    CHECK(message_of(check_watched_page(odd)) ==
          "watch: rate is " + std::to_string(rate) + "; give 1 to 1000 requests a second");
  }
  odd = page();
  odd.rate = 1000;
  odd.max_failures = 0;
  CHECK(check_watched_page(odd));
  odd.max_failures = -1;
  CHECK(message_of(check_watched_page(odd)) ==
        "watch: max_failures is negative; give 0 or more, or leave it out");
}

TEST_CASE("a watch asks for the page as it is written, and for its body only when a text is looked for",
          "[traffic_watch]") {
  Machine on;
  auto watched = page();
  watched.rate = 7;
  REQUIRE(TrafficWatch::begin(watched, on.system, {}));
  REQUIRE(on.web.watch_order);
  const WatchOrder& order = *on.web.watch_order;
  CHECK(order.page.addresses == std::vector<std::string>{"127.0.0.1"});
  CHECK(order.page.port == 8080);
  CHECK(order.page.host == "127.0.0.1:8080");
  CHECK(order.page.target == "/ping?a=b");
  CHECK_FALSE(order.page.with_body);
  CHECK(order.rate == 7);
  CHECK(order.patience == std::chrono::seconds(10));
  watched.contains = "welcome";
  REQUIRE(TrafficWatch::begin(watched, on.system, {}));
  CHECK(on.web.watch_order->page.with_body);
}

TEST_CASE("an answer is judged by status and text, and secrets in what is quoted are hidden",
          "[traffic_watch]") {
  Machine on;
  auto watched = page();
  watched.status = 204;
  watched.contains = "welcome";
  REQUIRE(TrafficWatch::begin(watched, on.system, {"hunter22"}));
  const auto fault = [&](const Expected<WebReply>& reply) {
    return without_marks(on.web.watch_order->fault_of(reply));
  };
  CHECK(fault(WebReply{204, "", "you are welcome"}).empty());
  CHECK(fault(WebReply{502, "", "welcome"}) == "answered 502, expected 204");
  CHECK(fault(WebReply{204, "", "no hunter22"}) ==
        "answered 204, but does not contain 'welcome'; it begins with: no ********");
  CHECK(fault(fail("refused the connection")) == "refused the connection");
}

TEST_CASE("a watch begins once the first answer has come, and waits ten seconds for it at most",
          "[traffic_watch]") {
  Machine answered;
  REQUIRE(TrafficWatch::begin(page(), answered.system, {}));
  CHECK(answered.clock.ticks.time_since_epoch() == std::chrono::seconds(0));
  Machine silent;
  silent.web.watched.clear();
  REQUIRE(TrafficWatch::begin(page(), silent.system, {}));
  CHECK(silent.clock.ticks.time_since_epoch() == std::chrono::seconds(10));
}

TEST_CASE("a host that has no address is an error that names the page", "[traffic_watch]") {
  Machine on;
  on.processes.answer = [](const Command&) { return CommandOutcome{2, "", ""}; };
  const auto watch = TrafficWatch::begin(page("http://nowhere/"), on.system, {});
  REQUIRE_FALSE(watch);
  CHECK_THAT(message_of(watch), StartsWith("watch: the page http://nowhere/ has the host name 'nowhere'"));
  CHECK_FALSE(on.web.watch_order);
}

TEST_CASE("an odd page is refused before anything is asked", "[traffic_watch]") {
  Machine on;
  CHECK_FALSE(TrafficWatch::begin(page("shop"), on.system, {}));
  CHECK_FALSE(on.web.watch_order);
}

TEST_CASE("a page that was well has failed too often when more failed than are allowed", "[traffic_watch]") {
  Machine on;
  auto watched = page();
  watched.max_failures = 1;
  const auto watch = TrafficWatch::begin(watched, on.system, {});
  REQUIRE(watch);
  on.web.watched.push_back(failed());
  CHECK_FALSE(watch->has_failed_too_often());
  on.web.watched.push_back(failed());
  CHECK(watch->has_failed_too_often());
}

TEST_CASE("failures that are only counted are never too many", "[traffic_watch]") {
  Machine on;
  const auto watch = TrafficWatch::begin(page(), on.system, {});
  REQUIRE(watch);
  on.web.watched.push_back(failed());
  CHECK_FALSE(watch->has_failed_too_often());
}

TEST_CASE("a page that was not well at the beginning does not end a release halfway", "[traffic_watch]") {
  Machine on;
  auto watched = page();
  watched.max_failures = 0;
  SECTION("it failed") {
    on.web.watched = {failed()};
  }
  SECTION("it was silent") {
    on.web.watched.clear();
  }
  const auto watch = TrafficWatch::begin(watched, on.system, {});
  REQUIRE(watch);
  on.web.watched.push_back(failed());
  CHECK_FALSE(watch->has_failed_too_often());
}

TEST_CASE("a page that was not well at the beginning is waited for where failures are limited",
          "[traffic_watch]") {
  Machine on;
  auto watched = page();
  watched.max_failures = 0;
  std::chrono::seconds waited{0};
  on.web.watched = {failed()};
  SECTION("until the time is over") {
    waited = std::chrono::seconds(30);
  }
  SECTION("not when it has answered well meanwhile") {
    on.web.watched = {failed(), well()};
  }
  SECTION("not when it was well") {
    on.web.watched = {well()};
  }
  SECTION("not when failures are only counted") {
    watched.max_failures.reset();
  }
  const auto watch = TrafficWatch::begin(watched, on.system, {});
  REQUIRE(watch);
  watch->await_first_good_answer(on.system, std::chrono::seconds(30));
  CHECK(on.clock.ticks.time_since_epoch() == waited);
}

TEST_CASE("the end of a watch is what it has counted", "[traffic_watch]") {
  Machine on;
  on.web.watched = {well(), failed(), well()};
  auto watch = TrafficWatch::begin(page(), on.system, {});
  REQUIRE(watch);
  const Traffic traffic = watch->end();
  CHECK(traffic.url == page().url);
  CHECK(traffic.requests == 3);
  CHECK(traffic.failed == 1);
}

TEST_CASE("a release fails by its traffic when more failed than are allowed", "[traffic_watch]") {
  auto watched = page();
  Traffic traffic;
  traffic.url = watched.url;
  traffic.requests = 5;
  traffic.failed = 2;
  traffic.failures = {{"answered 502, expected 200", 2, 0, 1}};
  CHECK_FALSE(TrafficWatch::complaint(watched, traffic));
  watched.max_failures = 2;
  CHECK_FALSE(TrafficWatch::complaint(watched, traffic));
  watched.max_failures = 1;
  CHECK(TrafficWatch::complaint(watched, traffic) == traffic_text(traffic) + ", and max_failures allows 1");
  CHECK_THAT(*TrafficWatch::complaint(watched, traffic), ContainsSubstring("2 of 5 requests to"));
}
