#include "stack/rfc3339.hpp"

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
