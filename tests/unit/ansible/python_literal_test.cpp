#include "ansible/python_literal.hpp"

#include <catch2/catch_test_macros.hpp>
#include <string>

namespace slipway::ansible {
namespace {

TEST_CASE("a dict as Python prints it is read", "[ansible]") {
  CHECK(
      python_literal(R"({'A': 'it\'s', "B": [1, -2.5, True, None], 'C': {'D': '\u00e9\x41\U0001f6a2'},})") ==
      Json::parse(R"({"A": "it's", "B": [1, -2.5, true, null], "C": {"D": "éA🚢"}})"));
}

TEST_CASE("text that is no literal is none", "[ansible]") {
  for (const char* text :
       {"", " ", "{", "{'a'", "{'a': ", "{'a': 1", "{'a' 1}", "{'a': 1} x", "[1 2]", "{,}", "'open",
        R"('\x4')", R"('\ud800')", R"('\N{DASH}')", "'two\nlines'", "name", "f(1)"})
    CHECK_FALSE(python_literal(text).has_value());
}

TEST_CASE("nesting is bounded", "[ansible]") {
  CHECK_FALSE(python_literal(std::string(100000, '[') + std::string(100000, ']')).has_value());
  CHECK(python_literal(std::string(100, '[') + std::string(100, ']')).has_value());
}

}  // namespace
}  // namespace slipway::ansible
