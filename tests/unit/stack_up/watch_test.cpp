// A page that is asked while the stack is brought up.
#include "unit/stack_up/rolling_stack.hpp"

using namespace slipway;
using namespace slipway::stack_up_test;

namespace {

const std::string url = "http://127.0.0.1:8080/";

Json watching(const Json& more = Json::object()) {
  Json page = {{"url", url}};
  page.update(more);
  return {{"watch", page}};
}

/// A page that fails once while a container starts.
struct Watched : RollingStack {
  Watched() {
    on_start = [this](const std::string&) {
      web.watched = {at(0), at(1, "answered 502, expected 200"), at(1.25), at(2)};
    };
  }

  static WatchedRequest at(double seconds, const std::string& fault = "") {
    using Steady = std::chrono::steady_clock;
    const auto asked = std::chrono::duration_cast<Steady::duration>(std::chrono::duration<double>(seconds));
    return {Steady::time_point(asked), std::chrono::milliseconds(4), fault};
  }
};

}  // namespace

TEST_CASE("stack_up returns what its watch has counted", "[watch]") {
  Watched on;
  const Json result = on.settle(watching());
  CHECK(result["failed"] == false);
  const Json expected = {
      {"url", url},
      {"requests", 4},
      {"failed", 1},
      {"failures", {{{"what", "answered 502, expected 200"}, {"count", 1}, {"first", 1.0}, {"last", 1.0}}}},
      {"longest_gap", 0.25},
      {"p50", 0.004},
      {"p99", 0.004},
      {"slowest", 0.004},
      {"seconds", 2.0},
      {"answered_before", true}};
  CHECK(result["watch"] == expected);
}

TEST_CASE("stack_up watches nothing unasked, and nothing in check mode", "[watch]") {
  Watched on;
  CHECK(on.call(watching(), true)["watch"].is_null());
  CHECK_FALSE(on.web.watch_order);
  CHECK(on.call()["watch"].is_null());
  CHECK_FALSE(on.web.watch_order);
}

TEST_CASE("stack_up fails when more requests failed than are allowed, of a stack that is well", "[watch]") {
  Watched on;
  const Json result = on.call(watching({{"max_failures", 0}}));
  CHECK(result["failed"] == true);
  CHECK(result["changed"] == true);
  CHECK(result["msg"] == "1 of 4 requests to " + url +
                             " failed (1 answered 502, expected 200); the longest gap was 0.3 s, and "
                             "max_failures allows 0");
  CHECK(result["watch"]["failed"] == 1);
}

TEST_CASE("stack_up does not fail for as many failed requests as are allowed", "[watch]") {
  Watched on;
  CHECK(on.call(watching({{"max_failures", 1}}))["failed"] == false);
}

TEST_CASE("stack_up says what is wrong with the stack before what was counted", "[watch]") {
  Watched on;
  on.ends["app"] = 3;
  const Json result = on.call(watching({{"max_failures", 0}}));
  CHECK(result["failed"] == true);
  has(result["msg"], "exited with code 3");
  CHECK(result["watch"]["failed"] == 1);
}

TEST_CASE("stack_up rolling removes the new container when too many requests have failed by then",
          "[watch][rolling]") {
  Watched on;
  const Json result = on.roll(watching({{"max_failures", 0}}));
  CHECK(result["failed"] == true);
  CHECK(result["msg"] ==
        "service app was switched back to its old container: more requests have failed than max_failures "
        "allows");
  CHECK(result["watch"]["failed"] == 1);
  on.check_old_is_untouched();
}

TEST_CASE("stack_up rolling goes on when the page was not well before", "[watch][rolling]") {
  RollingStack on;
  on.web.watched = {Watched::at(0, "answered 502, expected 200")};
  on.on_start = [&](const std::string&) {
    on.web.watched.push_back(Watched::at(1));
    on.web.watched.push_back(Watched::at(2));
  };
  const Json result = on.roll(watching({{"max_failures", 0}}));
  CHECK(result["failed"] == false);
  CHECK(result["watch"]["answered_before"] == false);
  CHECK(result["watch"]["requests"] == 2);
}

TEST_CASE("stack_up watches from before anything is touched", "[watch]") {
  RollingStack on;
  on.on_start = [&](const std::string&) { CHECK(on.web.watch_order); };
  CHECK(on.roll(watching({{"rate", 50}}))["failed"] == false);
  CHECK(on.web.watch_order->rate == 50);
}

TEST_CASE("stack_up refuses a page that cannot be watched, before anything is touched", "[watch]") {
  RollingStack on;
  for (const bool check : {true, false}) {
    has(on.call(watching({{"url", "https://shop/"}}), check)["msg"],
        "watch: the url 'https://shop/' is https");
    has(on.call(watching({{"rate", 0}}), check)["msg"], "watch: rate is 0; give 1 to 1000");
    CHECK(on.ups().empty());
  }
  has(on.call({{"watch", Json::object()}})["msg"], "missing required arguments: url found in watch");
}
