#include "util/joined.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace slipway;

TEST_CASE("parts are joined, an empty one among them", "[joined]") {
  CHECK(joined({}, ", ").empty());
  CHECK(joined({"a"}, ", ") == "a");
  CHECK(joined({"", "a", "", "b"}, ", ") == ", a, , b");
}
