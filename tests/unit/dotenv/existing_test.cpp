#include "dotenv/existing.hpp"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>

using namespace slipway;

namespace {

/// Keeps all but these keys, and once more, which has to change nothing.
std::string kept(const std::string& old, const std::string& text, const std::vector<std::string>& not_these) {
  const auto stays = [&](const DotenvEntry& entry) {
    return std::count(not_these.begin(), not_these.end(), entry.key) == 0;
  };
  const auto result = with_lines_of(old, text, stays);
  if (!result) return "error: " + result.error().message;
  CHECK(with_lines_of(*result, text, stays) == *result);
  return *result;
}

}  // namespace

TEST_CASE("lines stay byte for byte, in their order, with the comments above them", "[dotenv_existing]") {
  CHECK(kept("A=1\n\n# mail\n  # of the shop\nexport MAIL_HOST = 'x # y'  # note\r\n\nB:2\n", "A=3\n",
             {"A"}) == "A=3\n# mail\n  # of the shop\nexport MAIL_HOST = 'x # y'  # note\r\nB:2\n");
}

TEST_CASE("a comment that the template has as well does not come twice", "[dotenv_existing]") {
  CHECK(kept("# head\n# mine\nX=1\n", "# head\nA=1\n# the end\n", {"A"}) ==
        "# head\nA=1\n# the end\n# mine\nX=1\n");
  CHECK(kept("\xEF\xBB\xBF# head\nX=1\n", "\xEF\xBB\xBF# head\n", {}) == "\xEF\xBB\xBF# head\nX=1\n");
}

TEST_CASE("a last line without its break gets one before another follows", "[dotenv_existing]") {
  CHECK(kept("X=1\nY=2", "A=1", {"A"}) == "A=1\nX=1\nY=2");
}

TEST_CASE("of a line with several statements only those that stay come", "[dotenv_existing]") {
  CHECK(kept("A=\"1\" X='2' B=3 # c\nY=4\n", "A=1\nB=2\n", {"A", "B"}) == "A=1\nB=2\nX='2'\nY=4\n");
}

TEST_CASE("a value over several lines stays whole", "[dotenv_existing]") {
  CHECK(kept("X=\"1\n# no comment\n2\" # c\nA=1\n", "A=1\n", {"A"}) == "A=1\nX=\"1\n# no comment\n2\" # c\n");
}

TEST_CASE("a name alone stays", "[dotenv_existing]") {
  CHECK(kept("X\nA=1\nY", "A=1\n", {"A"}) == "A=1\nX\nY");
}

TEST_CASE("a key that stands twice is named with both lines", "[dotenv_existing]") {
  const auto entries = parse_dotenv("A=1\nB=1\nA=2\n");
  REQUIRE(entries);
  CHECK(check_declared_once(*entries).error().message ==
        "A is declared twice, on line 1 and on line 3; keep one of them");
}
