#include "dotenv/template.hpp"

#include <catch2/catch_test_macros.hpp>

#include "unit/support/unmarked.hpp"

using slipway::render_dotenv;
using slipway::Undeclared;

namespace {

std::string rendered(std::string_view text, const std::vector<slipway::DotenvAssignment>& given,
                     Undeclared undeclared = Undeclared::fail) {
  const auto result = render_dotenv(text, given, undeclared);
  return result ? *result : "error: " + slipway::without_marks(result.error().message);
}

}  // namespace

TEST_CASE("only the bytes of a supplied value change", "[dotenv_template]") {
  CHECK(rendered("# head\n\nA=1\nB=${A}-x # note\n  export C = 'old'   # why\r\n#A=2\n",
                 {{"A", "5"}, {"C", "new"}}) ==
        "# head\n\nA=5\nB=${A}-x # note\n  export C = new   # why\r\n#A=2\n");
}

TEST_CASE("nothing supplied leaves the template byte for byte", "[dotenv_template]") {
  for (const char* text : {"", "A=1", "A=1\r\nB='x\ny'\r\n", "\uFEFFA=1\n", "BARE\nA: 2 # x\n\n\n"})
    CHECK(rendered(text, {}) == text);
}

TEST_CASE("a value with several lines is replaced whole", "[dotenv_template]") {
  CHECK(rendered("A=\"one\ntwo\" # c\nB=1\n", {{"A", "x"}}) == "A=x # c\nB=1\n");
  CHECK(rendered("A=1\nB=2\n", {{"A", "one\ntwo"}}) == "A=\"one\\ntwo\"\nB=2\n");
}

TEST_CASE("a comment behind an empty default stays a comment", "[dotenv_template]") {
  CHECK(rendered("A= # the key\n", {{"A", "x"}}) == "A=x # the key\n");
  CHECK(rendered("A= # the key\n", {{"A", ""}}) == "A=\"\" # the key\n");
  CHECK(rendered("A=1 # the key\n", {{"A", ""}}) == "A=\"\" # the key\n");
  CHECK(rendered("A=1\n", {{"A", ""}}) == "A=\n");
  CHECK(rendered("A=#x\n", {{"A", "y"}}) == "A=y\n");
}

TEST_CASE("a word is quoted where it would not end by itself", "[dotenv_template]") {
  CHECK(rendered("A='1'#c\n", {{"A", "x"}}) == "A=\"x\"#c\n");
  CHECK(rendered("A='1'\t# c\n", {{"A", "x"}}) == "A=\"x\"\t# c\n");
  CHECK(rendered("A='1' B=2\n", {{"A", "x"}}) == "A=\"x\" B=2\n");
  CHECK(rendered("A='1'  \t\r\n", {{"A", "x"}}) == "A=x  \t\r\n");
}

TEST_CASE("a bare name declares, and gets its separator", "[dotenv_template]") {
  CHECK(rendered("BARE\nA=1\n", {{"BARE", "x"}}) == "BARE=x\nA=1\n");
  CHECK(rendered("A=1\nBARE", {{"BARE", "x y"}}) == "A=1\nBARE=\"x y\"");
}

TEST_CASE("what the template does not declare fails, is appended or left out", "[dotenv_template]") {
  CHECK(rendered("A=1\n", {{"B", "2"}, {"C", "3"}}) ==
        "error: it does not declare B, C; add a line `B=` to it, or set undeclared to append or ignore");
  CHECK(rendered("A=1", {{"C", "3"}, {"B", "2"}}, Undeclared::append) == "A=1\nC=3\nB=2\n");
  CHECK(rendered("A=1\r\n", {{"B", "2"}}, Undeclared::append) == "A=1\r\nB=2\r\n");
  CHECK(rendered("", {{"B", "2"}}, Undeclared::append) == "B=2\n");
  CHECK(rendered("A=1", {{"B", "2"}, {"A", "x"}}, Undeclared::ignore) == "A=x");
  CHECK(rendered("#A=1\n", {{"A", "2"}}).rfind("error: it does not declare A;", 0) == 0);
}

TEST_CASE("rendering its own result changes nothing", "[dotenv_template]") {
  const std::vector<slipway::DotenvAssignment> given = {{"A", ""}, {"B", "$x\n\"y\" # z"}, {"C", "c"}};
  const std::string once = rendered("A= # a\nB\nC='x' D=1\n", given);
  CHECK(rendered(once, given) == once);
}

TEST_CASE("bad templates, names and values are refused without a value", "[dotenv_template]") {
  CHECK(rendered("A=1\nB=2\n\nA=3\n", {}) ==
        "error: A is declared twice, on line 1 and on line 4; keep one of them");
  CHECK(rendered("A='x\n", {}) == "error: line 1: the quoted value of A has no end; close it with '");
  CHECK(rendered("A=1", {{"1A", "hunter2"}}) ==
        "error: the key '1A' is no name that Compose reads: use letters, digits, '_', '.' or '-', and no "
        "digit first");
  CHECK(rendered("A=1", {{"A", "hunter2\xff"}}) ==
        "error: the value of A: it is not UTF-8, which Compose would not read back; encode it, "
        "as base64 "
        "say");
  CHECK(rendered("A=1", {{"A", std::string("hunter2\0", 8)}}) ==
        "error: the value of A: it has a NUL byte in it, which no env file can carry; remove it, or encode "
        "the value, as base64 say");
  CHECK(rendered("A=1", {{"A", "1"}, {"A", "2"}}) == "error: A is given twice; give it once");
}
