#include "util/duration.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace slipway;
using namespace std::chrono_literals;

TEST_CASE("durations as Compose and Go write them", "[util]") {
  CHECK(parse_duration("30s") == 30s);
  CHECK(parse_duration("1m30s") == 90s);
  CHECK(parse_duration("1m0.5s") == 60500ms);
  CHECK(parse_duration("300ms") == 300ms);
  CHECK(parse_duration("2d") == 48h);
  CHECK(parse_duration("1w1d") == 192h);
  CHECK(parse_duration("0s") == 0s);
  CHECK(parse_duration("5us") == 5us);
}

TEST_CASE("what is no duration", "[util]") {
  for (const char* text :
       {"", "30", "s", "-1s", "1x", "1e3s", "nan", "infs", "1s ", " 1s", "99999999999999w", "1s1"})
    CHECK_FALSE(parse_duration(text));
}
