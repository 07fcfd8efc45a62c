#include "release/last_watch.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace slipway;

namespace {

Release release(const std::string& name, std::optional<WatchedTraffic> watch) {
  Release made;
  made.name = name;
  made.timeline = {{"stack_pull", "changed", "", "", std::nullopt}, {"stack_up", "changed", "", "", watch}};
  return made;
}

}  // namespace

TEST_CASE("the gap of the newest release that was watched is told", "[watch]") {
  CHECK(last_gap_text({release("a", WatchedTraffic{100, 3, 0.4}), release("b", WatchedTraffic{90, 12, 1.51}),
                       release("c", std::nullopt)}) ==
        "in release b, the last that was watched, the page was away for 1.5 s");
}

TEST_CASE("no gap is told where no request failed, or nothing was watched", "[watch]") {
  CHECK(last_gap_text({}).empty());
  CHECK(last_gap_text({release("a", std::nullopt)}).empty());
  CHECK(last_gap_text({release("a", WatchedTraffic{90, 12, 1.5}), release("b", WatchedTraffic{90, 0, 0})})
            .empty());
}
