#include "util/utf8.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace slipway;

TEST_CASE("characters are counted by the bytes that begin them", "[utf8]") {
  CHECK(characters_in("") == 0);
  CHECK(characters_in("aé…🚢") == 4);
  CHECK_FALSE(continues_character('a'));
  CHECK_FALSE(continues_character('\xC3'));
  CHECK(continues_character('\xA9'));
}
