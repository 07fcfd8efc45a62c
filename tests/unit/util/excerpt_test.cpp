#include "util/excerpt.hpp"

#include <catch2/catch_test_macros.hpp>

#include "util/foreign.hpp"

using namespace slipway;

TEST_CASE("an excerpt is one short line", "[excerpt]") {
  CHECK(one_line("  two\n\twords \n") == "two words");
  CHECK(one_line("\x1b[31mred") == "[31mred");
  CHECK(one_line("") == "");
  CHECK(one_line(std::string(300, 'a')) == std::string(300, 'a'));
  CHECK(one_line(std::string(301, 'a')) == std::string(300, 'a') + "…");
}

TEST_CASE("an excerpt is a foreign part, and a list of names is none", "[excerpt]") {
  CHECK(excerpt(" a\nb ") == foreign("a b"));
  CHECK(excerpt("").empty());
  CHECK(some_of({"a", " b"}) == "a, b");
}

TEST_CASE("an excerpt never cuts a character in two", "[excerpt]") {
  const std::string long_text = std::string(299, 'a') + "ää";
  CHECK(one_line(long_text) == std::string(299, 'a') + "…");
}

TEST_CASE("lines lose their ends", "[excerpt]") {
  CHECK(lines_of("a\r\nb\n\nc") == std::vector<std::string>{"a", "b", "", "c"});
  CHECK(lines_of("").empty());
}
