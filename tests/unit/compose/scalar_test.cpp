#include "compose/scalar.hpp"

#include <catch2/catch_test_macros.hpp>
#include <string>
#include <vector>

using namespace slipway;

namespace {

// The content of the value of the only key, which is "image: " and `text`.
std::string content(const std::string& text) {
  const std::string file = "image: " + text;
  const auto tree = parse_compose(file).value();
  const auto span = scalar_content(file, tree[2]);
  return file.substr(span.begin, span.end - span.begin);
}

}  // namespace

TEST_CASE("the content of a scalar", "[compose_scalar]") {
  const std::vector<std::pair<std::string, std::string>> table = {
      {"a:1", "a:1"},
      {"a:1 # c\n", "a:1"},
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
      {"&x\r\n  # comment 'b'\r\n  a:1", "a:1"},
      {"! a:1", "a:1"},
      {"!<tag:yaml.org,2002:str> a:1", "a:1"},
      {"!!str\t# c\r\n  a:1\r\n", "a:1"},
      {">-\n  a:1\n", "a:1"},
      {"|\n  a:1\nnext: b\n", "a:1"},
      {"|2- # comment\n    a:1\n  \n", "a:1"},
      {"|-\r\n  a:1  \r\n  \r\nnext: b", "a:1"},
      {"|-\r  a:1\rnext: b", "a:1"},
      {">-\n\n  \n  a:1\n\n  # no comment\n # comment\n", "a:1\n\n  # no comment"},
      {">\n  a:1", "a:1"},
      {"|-\n", ""},
      {"&x |-\n  a:1\n", "a:1"},
      {"a:${T:-x\n    y} # c", "a:${T:-x\n    y}"},
      {"a\r\n\r\n  b\r\n", "a\r\n\r\n  b"},
      {"b\xC3\xB6:1 # \xC3\xB6", "b\xC3\xB6:1"},
  };
  for (const auto& [text, expected] : table) {
    CAPTURE(text);
    CHECK(content(text) == expected);
  }
}

TEST_CASE("the content of a scalar in a flow mapping ends before its comma or bracket", "[compose_scalar]") {
  for (const std::string file : {"{image: a:1, x: y}", "{image: !!str a:1}", "{\"image\":'a:1'}"}) {
    CAPTURE(file);
    const auto tree = parse_compose(file).value();
    const auto span = scalar_content(file, tree[2]);
    CHECK(file.substr(span.begin, span.end - span.begin) == "a:1");
  }
}
