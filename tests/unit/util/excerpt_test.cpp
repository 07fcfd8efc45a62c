#include "util/excerpt.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace slipway;

TEST_CASE("an excerpt is one short line", "[excerpt]") {
  CHECK(excerpt("  two\n\twords \n") == "two words");
  CHECK(excerpt("\x1b[31mred") == "[31mred");
  CHECK(excerpt("") == "");
  CHECK(excerpt(std::string(300, 'a')) == std::string(300, 'a'));
  CHECK(excerpt(std::string(301, 'a')) == std::string(300, 'a') + "…");
}

TEST_CASE("an excerpt never cuts a character in two", "[excerpt]") {
  const std::string long_text = std::string(299, 'a') + "ää";
  CHECK(excerpt(long_text) == std::string(299, 'a') + "…");
}

TEST_CASE("lines lose their ends", "[excerpt]") {
  CHECK(lines_of("a\r\nb\n\nc") == std::vector<std::string>{"a", "b", "", "c"});
  CHECK(lines_of("").empty());
}
