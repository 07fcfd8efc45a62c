// Where no other source is named, the expectation is compose-go's own (dotenv/parser_test.go,
// godotenv_test.go and its fixtures).
#include <catch2/catch_test_macros.hpp>
#include <utility>

#include "dotenv/dotenv.hpp"

namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

Pairs read(std::string_view text) {
  const auto entries = slipway::parse_dotenv(text);
  REQUIRE(entries);
  Pairs pairs;
  for (const auto& entry : *entries) pairs.emplace_back(entry.key, slipway::dotenv_value(text, entry));
  return pairs;
}

std::string error_of(std::string_view text) {
  const auto entries = slipway::parse_dotenv(text);
  return entries ? "no error" : entries.error().message;
}

}  // namespace

TEST_CASE("plain statements", "[dotenv]") {
  CHECK(read("A=b\nC = d\nE=\n") == Pairs{{"A", "b"}, {"C", "d"}, {"E", ""}});
  CHECK(read("a[1]=c\na.propertyKey=d\nVAR-WITH-DASHES=e") ==
        Pairs{{"a[1]", "c"}, {"a.propertyKey", "d"}, {"VAR-WITH-DASHES", "e"}});
  CHECK(read("árvíztűrő-TÜKÖRFÚRÓGÉP=ÁRVÍZTŰRŐ") == Pairs{{"árvíztűrő-TÜKÖRFÚRÓGÉP", "ÁRVÍZTŰRŐ"}});
  CHECK(read("OPTION_A: 1\nOPTION_B: Foo=bar") == Pairs{{"OPTION_A", "1"}, {"OPTION_B", "Foo=bar"}});
  CHECK(read("export A=1\nexport\tB=2\nexport=3\nexported=4") ==
        Pairs{{"A", "1"}, {"B", "2"}, {"export", "3"}, {"exported", "4"}});
  CHECK(read("").empty());
}

TEST_CASE("comments declare nothing", "[dotenv]") {
  CHECK(read("# A=1\n  #B=2\nC=3 # inline\nD=4#no comment\nE=5\t# no comment\n#") ==
        Pairs{{"C", "3"}, {"D", "4#no comment"}, {"E", "5\t# no comment"}});
}

TEST_CASE("a comment right after the separator is a value to Compose", "[dotenv]") {
  CHECK(read("A= # text\nB=#text") == Pairs{{"A", "# text"}, {"B", "#text"}});
}

TEST_CASE("quoted values", "[dotenv]") {
  CHECK(read("A='1'\nB=\"2\" # Inline comment\nC=''\nD=\"\"\nE = 'first line\nsecond line'") ==
        Pairs{{"A", "1"}, {"B", "2"}, {"C", ""}, {"D", ""}, {"E", "first line\nsecond line"}});
  CHECK(read(R"(A='Let\'s go!')"
             "\n"
             R"(B='\n')"
             "\n"
             R"(C="say \"x\"")") == Pairs{{"A", "Let's go!"}, {"B", "\\n"}, {"C", "say \"x\""}});
  CHECK(read("A=\"a # b\" # c\nB='# x'") == Pairs{{"A", "a # b"}, {"B", "# x"}});
}

TEST_CASE("escapes of double quotes", "[dotenv]") {
  CHECK(read(R"(A="\n\t\\ \$X $$Y")") == Pairs{{"A", "\n\t\\ $X $Y"}});
  CHECK(read(R"(A="\0134\0042\0101\0377")") == Pairs{{"A", "\\\"A\u00ff"}});
  // strconv.UnquoteChar refuses these, and the text stays.
  CHECK(read(R"(A="\0 \01 \0389 \0777 \c \q")") == Pairs{{"A", R"(\0 \01 \0389 \0777 \c \q)"}});
  CHECK(read(R"(A="\01345")") == Pairs{{"A", "\\5"}});
}

TEST_CASE("two dollars are one, interpolation stays as it is written", "[dotenv]") {
  CHECK(read("A=$$x\nB=\"${A:-y}\"\nC='$$z'") == Pairs{{"A", "$x"}, {"B", "${A:-y}"}, {"C", "$$z"}});
}

TEST_CASE("a bare name has no value of its own", "[dotenv]") {
  const auto entries = slipway::parse_dotenv("A=1\nBARE  \nB=2\nLAST");
  REQUIRE(entries);
  REQUIRE(entries->size() == 4);
  CHECK((*entries)[1].key == "BARE");
  CHECK((*entries)[1].bare);
  CHECK((*entries)[3].bare);
  CHECK(read("export\nA=1") == Pairs{{"A", "1"}});
}

TEST_CASE("line endings, byte order mark and wide blanks are whitespace", "[dotenv]") {
  CHECK(read("\xEF\xBB\xBF"
             "A=1\r\nB=\"2\"\r\nC=\r\nD\r\n") == Pairs{{"A", "1"}, {"B", "2"}, {"C", ""}, {"D", ""}});
  CHECK(read("\u00a0A\u00a0=\u00a0"
             "1\u2003\n") == Pairs{{"A", "1"}});
}

TEST_CASE("a second statement may follow a quoted value", "[dotenv]") {
  CHECK(read("A=\"1\" B=2\n") == Pairs{{"A", "1"}, {"B", "2"}});
}

TEST_CASE("offsets and lines lead to the statement", "[dotenv]") {
  const std::string text = "# first\nexport A = \"x\ny\" # c\nB=1";
  const auto entries = slipway::parse_dotenv(text);
  REQUIRE(entries);
  REQUIRE(entries->size() == 2);
  const auto& a = entries->front();
  CHECK(a.line == 2);
  CHECK(text.substr(a.value_begin, a.value_end - a.value_begin) == "\"x\ny\"");
  CHECK(text.substr(a.key_begin, 1) == "A");
  CHECK(entries->back().line == 4);
}

TEST_CASE("what Compose cannot read is refused by line, without a value", "[dotenv]") {
  CHECK(error_of("A=1\n%!B=foo") == "line 2: unexpected character '%' in the name of a variable");
  CHECK(error_of("A=1\n\nlost words here\n") ==
        "line 3: the name of a variable has a space in it; a comment begins with #");
  CHECK(error_of("A B=1") == "line 1: the name of a variable has a space in it; a comment begins with #");
  CHECK(error_of("=1") == "line 1: the name of the variable is missing");
  CHECK(error_of("A=1\nKEY=\"secret\nB=2") == "line 2: the quoted value of KEY has no end; close it with \"");
  CHECK(error_of("KEY='sec\\'ret") == "line 1: the quoted value of KEY has no end; close it with '");
  CHECK(error_of(std::string_view("A=1\nB=\0", 7)) ==
        "line 2: there is a NUL byte, which no env file can carry; remove it");
  CHECK(error_of("A=1\nB=\xff") == "line 2: there are bytes that are not UTF-8; save the file as UTF-8");
}

TEST_CASE("a long run of blanks costs no stack", "[dotenv]") {
  const std::string blanks(2'000'000, ' ');
  CHECK(read("A=x" + blanks + "\nB=" + blanks).size() == 2);
}
