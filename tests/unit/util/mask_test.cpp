#include "util/mask.hpp"

#include <catch2/catch_test_macros.hpp>
#include <chrono>

using namespace slipway;

TEST_CASE("secrets are masked, the longest one that fits, and line by line", "[mask]") {
  CHECK(masked("user=hunter pass=hunter22", {"hunter", "hunter22"}) == "user=******** pass=********");
  CHECK(masked("key: second line", {"first line\nsecond line"}) == "key: ********");
  CHECK(masked("a 1 b", {"1", ""}) == "a 1 b");
}

TEST_CASE("of secrets that overlap, the end of the second was shown", "[mask]") {
  CHECK(masked("x abcdefgh y", {"abcde", "cdefgh"}) == "x ******** y");
  CHECK(masked("abcdabcd", {"abcd"}) == "****************");
}

TEST_CASE("masking took time by the square of the log", "[mask]") {
  std::vector<std::string> secrets;
  for (int i = 0; i < 1000; ++i) secrets.push_back("secret-number-" + std::to_string(i));
  std::string log;
  std::string shown;
  for (int i = 0; i < 200'000; ++i) {
    log += "secret-number-7\n";
    shown += "********\n";
  }
  // Many secrets of one start, and many hits: it took minutes.
  CHECK(masked(log, secrets) == shown);
}

TEST_CASE("a secret that the engine cut in half showed its first half", "[mask]") {
  const std::vector<std::string> secrets{"correct-horse-battery", "x"};
  CHECK(masked_where_cut("said correct-horse", secrets) == "said ********");
  CHECK(masked_where_cut("said correct-horse-battery", secrets) == "said ********");
  CHECK(masked_where_cut("it is cor", secrets) == "it is cor");  // shorter than any secret
  const std::string much(4096 - 3, '-');
  CHECK(masked_where_cut(much + "cor...", secrets) == much + "********...");
  CHECK(masked_where_cut(much + "cor", secrets) == much + "********");
  CHECK(masked_where_cut(much + "end...", secrets) == much + "end...");
  CHECK(masked_where_cut("", secrets).empty());
}
