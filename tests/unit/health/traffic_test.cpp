// What the requests of a watch add up to, without any I/O.
#include "health/traffic.hpp"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

using namespace slipway;
using Catch::Approx;

namespace {

using Requests = std::vector<WatchedRequest>;

std::chrono::steady_clock::duration seconds(double count) {
  return std::chrono::duration_cast<std::chrono::steady_clock::duration>(
      std::chrono::duration<double>(count));
}

/// Asked so many seconds after the machine has started.
WatchedRequest asked(double when, const std::string& fault = "", double took = 0.01) {
  return {std::chrono::steady_clock::time_point(seconds(when)), seconds(took), fault};
}

Traffic traffic(const Requests& requests) {
  return traffic_of(requests, "http://shop/");
}

const std::string bad = "answered 502, expected 200";
const std::string refused = "refused the connection: nothing listens there";

}  // namespace

TEST_CASE("requests that were all well have no failure and no gap", "[traffic]") {
  const auto found = traffic({asked(5), asked(5.5, "", 0.25), asked(6)});
  CHECK(found.url == "http://shop/");
  CHECK(found.requests == 3);
  CHECK(found.failed == 0);
  CHECK(found.failures.empty());
  CHECK(found.longest_gap == 0);
  CHECK(found.seconds == Approx(1));
  CHECK(found.slowest == Approx(0.25));
  CHECK(found.answered_before);
}

TEST_CASE("a watch that asked nothing has counted nothing", "[traffic]") {
  const auto found = traffic({});
  CHECK(found.url == "http://shop/");
  CHECK(found.requests == 0);
  CHECK(found.seconds == 0);
  CHECK(traffic_text(found) == "0 requests to http://shop/, none failed; the longest took 0 s");
}

TEST_CASE("failures are counted by their kind, the most frequent first, with when they came", "[traffic]") {
  const auto found =
      traffic({asked(10), asked(11, refused), asked(12, bad), asked(13, bad), asked(14), asked(15, bad)});
  CHECK(found.requests == 6);
  CHECK(found.failed == 4);
  REQUIRE(found.failures.size() == 2);
  CHECK(found.failures[0].what == bad);
  CHECK(found.failures[0].count == 3);
  CHECK(found.failures[0].first == Approx(2));
  CHECK(found.failures[0].last == Approx(5));
  CHECK(found.failures[1].what == refused);
  CHECK(found.failures[1].count == 1);
  CHECK(found.failures[1].first == Approx(1));
  CHECK(found.failures[1].last == Approx(1));
}

TEST_CASE("of more than ten kinds of failures the last one stands for all others", "[traffic]") {
  Requests requests{asked(0)};
  // Kind 1 fails once, kind 2 twice, and so on; kind 1 is the first that fails, and the last.
  for (int kind = 1; kind <= 12; ++kind)
    for (int i = 0; i < kind; ++i)
      requests.push_back(asked(static_cast<double>(requests.size()), "kind " + std::to_string(kind)));
  const auto found = traffic(requests);
  REQUIRE(found.failures.size() == 10);
  CHECK(found.failures[0].what == "kind 12");
  CHECK(found.failures[8].what == "kind 4");
  CHECK(found.failures[9].what == "failed otherwise");
  CHECK(found.failures[9].count == 1 + 2 + 3);
  CHECK(found.failures[9].first == Approx(1));
  CHECK(found.failures[9].last == Approx(6));
  CHECK(found.failed == 78);
}

TEST_CASE("ten kinds of failures are told one by one", "[traffic]") {
  Requests requests{asked(0)};
  for (int kind = 0; kind < 10; ++kind) requests.push_back(asked(kind + 1, "kind " + std::to_string(kind)));
  const auto found = traffic(requests);
  REQUIRE(found.failures.size() == 10);
  for (const auto& kind : found.failures) CHECK(kind.what != "failed otherwise");
}

TEST_CASE("a gap is from a first failure to the next good answer, and the longest counts", "[traffic]") {
  CHECK(traffic({asked(0), asked(1, bad), asked(2), asked(3, bad), asked(4, refused), asked(6), asked(7)})
            .longest_gap == Approx(3));
}

TEST_CASE("a page that is away in the end has been so until its last request was given up", "[traffic]") {
  CHECK(traffic({asked(0), asked(1, bad, 0.5), asked(2, bad, 10)}).longest_gap == Approx(11));
}

TEST_CASE("a page that was not well at the beginning is counted from its first good answer on", "[traffic]") {
  const auto found = traffic({asked(0, refused), asked(1, refused), asked(2), asked(3, bad), asked(4)});
  CHECK_FALSE(found.answered_before);
  CHECK(found.requests == 3);
  CHECK(found.failed == 1);
  CHECK(found.failures.at(0).what == bad);
  CHECK(found.longest_gap == Approx(1));
  CHECK(found.seconds == Approx(2));
}

TEST_CASE("of a page that never was well all requests count", "[traffic]") {
  const auto found = traffic({asked(0, refused), asked(1, refused)});
  CHECK_FALSE(found.answered_before);
  CHECK(found.requests == 2);
  CHECK(found.failed == 2);
  CHECK(found.p50 == 0);
  CHECK(found.slowest == 0);
}

TEST_CASE("how long answers took is told of good ones alone", "[traffic]") {
  Requests requests{asked(0, bad, 10)};
  for (int i = 200; i > 0; --i) requests.push_back(asked(i, "", i * 0.01));
  requests.push_back(asked(300, bad, 10));
  const auto found = traffic(requests);
  CHECK(found.slowest == Approx(2));
  CHECK(found.p99 < found.slowest);
  CHECK(found.p99 > found.p50);
  CHECK(found.p50 == Approx(1).margin(0.011));
}

TEST_CASE("what was counted is one sentence", "[traffic]") {
  CHECK(traffic_text(traffic({asked(0), asked(1, "", 0.12)})) ==
        "2 requests to http://shop/, none failed; the longest took 0.1 s");
  CHECK(traffic_text(traffic({asked(0), asked(1, refused), asked(2, bad), asked(2.5, bad), asked(2.6)})) ==
        "3 of 5 requests to http://shop/ failed (2 answered 502, expected 200; 1 refused the connection: "
        "nothing listens there); the longest gap was 1.6 s");
}

TEST_CASE("a gap ends when the next good answer was asked for, however long a failed request took",
          "[traffic]") {
  CHECK(traffic_of({asked(0), asked(1, "slow", 10), asked(1.05), asked(2)}, "u").longest_gap == Approx(0.05));
}

TEST_CASE("a percentile is the smallest time within which that share had come", "[traffic]") {
  std::vector<WatchedRequest> r;
  for (int i = 1; i <= 100; ++i) r.push_back(asked(i, "", i));
  CHECK(traffic_of(r, "u").p99 == Approx(99));
  CHECK(traffic_of(r, "u").p50 == Approx(50));
}

TEST_CASE("failures are told by when they came after the beginning of the watch", "[traffic]") {
  CHECK(traffic_of({asked(0, "x"), asked(5), asked(7, "y"), asked(8)}, "u").failures[0].first == Approx(7));
}
