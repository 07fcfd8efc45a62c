#include "util/foreign.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace slipway;

TEST_CASE("without its marks a sentence is what it says", "[foreign]") {
  CHECK(without_marks("it says '" + foreign("x") + "'") == "it says 'x'");
  CHECK(without_marks("plain") == "plain");
  CHECK(foreign("").empty());
}

TEST_CASE("other characters that begin like a mark stay", "[foreign]") {
  const std::string arabic = "\xEF\xB7\xBA \xEF\xB7\x92 \xEF\xB7";
  CHECK(without_marks(arabic) == arabic);
}
