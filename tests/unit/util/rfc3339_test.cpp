#include "util/rfc3339.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace slipway;
using std::chrono::system_clock;

TEST_CASE("times of the engine are read with fraction and offset", "[rfc3339]") {
  const auto second = system_clock::time_point(std::chrono::seconds(1761878104));
  CHECK(parse_rfc3339("2025-10-31T02:35:04Z") == second);
  CHECK(parse_rfc3339("2025-10-31T02:35:04.5Z") == second + std::chrono::milliseconds(500));
  CHECK(parse_rfc3339("2025-10-31T03:35:04+01:00") == second);
  CHECK(parse_rfc3339("2025-10-30T21:05:04-05:30") == second);
}

TEST_CASE("what is no time, or the engine's never, is nothing", "[rfc3339]") {
  for (const auto* text : {"", "yesterday", "2025-10-31", "2025-10-31T02:35:04", "2025-10-31T02:35:04.Z",
                           "2025-10-31T02:35:04.5", "0001-01-01T00:00:00Z"})
    CHECK_FALSE(parse_rfc3339(text));
}

TEST_CASE("a fraction of any length is read, and its nanoseconds are exact", "[rfc3339]") {
  const auto second = system_clock::time_point(std::chrono::seconds(1761878104));
  CHECK(parse_rfc3339("2025-10-31T02:35:04.123456789Z") == second + std::chrono::nanoseconds(123456789));
  CHECK(parse_rfc3339("2025-10-31T02:35:04." + std::string(500, '0') + "1Z") == second);
  CHECK(parse_rfc3339("2025-10-31T02:35:04." + std::string(500, '9') + "Z") ==
        second + std::chrono::nanoseconds(999999999));
}

TEST_CASE("a year that the clock cannot hold is nothing", "[rfc3339]") {
  CHECK_FALSE(parse_rfc3339("9999-12-31T23:59:59Z"));
  CHECK_FALSE(parse_rfc3339("2262-01-01T00:00:00Z"));
  CHECK(parse_rfc3339("2261-12-31T23:59:59-99:99"));
}
