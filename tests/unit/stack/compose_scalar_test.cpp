#include "stack/compose_scalar.hpp"

#include <catch2/catch_test_macros.hpp>
#include <string>
#include <vector>

using namespace slipway;

namespace {

// What the scanner takes for the content, from the offset of "image: " on.
std::string content(const std::string& text, const std::string& value = "a:1") {
  const auto span = scalar_content(text, 0, value);
  return span ? text.substr(span->begin, span->end - span->begin) : "none";
}

}  // namespace

TEST_CASE("the content of a scalar", "[compose_scalar]") {
  const std::vector<std::pair<std::string, std::string>> table = {
      {"a:1", "a:1"},
      {"a:1 # c\n", "a:1"},
      {"a:1}", "a:1"},
      {"'a:1'", "a:1"},
      {"'it''s'", "it''s"},
      {"''", ""},
      {"\"a:1\" # \"", "a:1"},
      {"\"a\\\"b\\\\\"", "a\\\"b\\\\"},
      {"\"a:\\\n  1\"", "a:\\\n  1"},
      {"!!str a:1", "a:1"},
      {"!!str &x 'a:1'", "a:1"},
      {"&x !!str a:1", "a:1"},
      {"&x\n  # comment 'b'\n  a:1", "a:1"},
      {"! a:1", "a:1"},
      {"!<tag:yaml.org,2002:str> a:1", "a:1"},
      {"!!str\t# c\r\n  a:1\r\n", "a:1"},
      {">-\n  a:1\n", "a:1"},
      {"|\n  a:1\nnext: b\n", "a:1"},
      {"|2- # comment\n    a:1\n  \n", "a:1"},
      {"|-\r\n  a:1  \r\n  \r\nnext", "a:1"},
      {">-\n\n   \n  a:1\n\n  # no comment\n # comment\n", "a:1\n\n  # no comment"},
      {">\n  a:1", "a:1"},
  };
  for (const auto& [text, expected] : table) {
    CAPTURE(text);
    CHECK(content(text) == expected);
  }
}

TEST_CASE("a plain scalar over several lines", "[compose_scalar]") {
  CHECK(content("a:${T:-x\n    y} # c", "a:${T:-x y}") == "a:${T:-x\n    y}");
  CHECK(content("a\r\n\r\n  b\r\n", "a\nb") == "a\r\n\r\n  b");
}

TEST_CASE("what does not fit together has no content", "[compose_scalar]") {
  CHECK(content("a:2") == "none");
  CHECK(content("a:") == "none");
  CHECK(content("a :1", "a:1") == "none");
  CHECK(content("a1", "a 1") == "none");
  CHECK(content("'a:1") == "none");
  CHECK(content("\"a:1\\\"") == "none");
  CHECK(content("\"a\\") == "none");
  CHECK(content("|\n") == "none");
  CHECK(content(">-") == "none");
  CHECK(content("!<tag") == "none");
  CHECK(content("&x") == "none");
  CHECK(content("# only", "") == "none");
  CHECK(content("", "") == "none");
}
