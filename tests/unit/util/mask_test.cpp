#include "util/mask.hpp"

#include <catch2/catch_test_macros.hpp>
#include <chrono>

#include "util/excerpt.hpp"
#include "util/foreign.hpp"

using namespace slipway;

TEST_CASE("secrets are masked, the longest one that fits, and line by line", "[mask]") {
  CHECK(masked("user=hunter pass=hunter22", {"hunter", "hunter22"}) == "user=******** pass=********");
  CHECK(masked("key: second line", {"first line\nsecond line"}) == "key: ********");
  CHECK(masked("text", {""}) == "text");
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
  for (int i = 0; i < 20'000; ++i) {
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

TEST_CASE("a short secret is masked only where it stands alone", "[mask]") {
  const Mask mask({"1", "ab"});
  CHECK(mask.text("REPLICAS=1 port 8011, version 1.21") ==
        "REPLICAS=******** port 8011, version ********.21");
  CHECK(mask.text("1") == "********");
  CHECK(mask.text("abc ab_ab (ab)") == "abc ab_ab (********)");
  CHECK(Mask({"a-", "a"}).text("a-b") == "********-b");
}

TEST_CASE("characters are counted, not bytes", "[mask]") {
  CHECK(Mask({"äö"}).text("xäöx") == "xäöx");
  CHECK(Mask({"äöüß"}).text("xäöüßx") == "x********x");
}

TEST_CASE("of a secret with several lines each line is masked too", "[mask]") {
  const Mask mask({"first line\r\n  second\nx\n"});
  CHECK(mask.text("log: second!") == "log: ********!");
  CHECK(mask.text("first line") == "********");
  CHECK(mask.text("x") == "x");
}

TEST_CASE("of a sentence only what comes from elsewhere is masked", "[mask]") {
  const Mask mask({"folder", "1"});
  CHECK(mask.sentence("its folder has 1 file: " + foreign("no folder 1")) ==
        "its folder has 1 file: no ******** ********");
  CHECK(mask.sentence(foreign("folder") + " of the folder " + foreign("x")) == "******** of the folder x");
  CHECK(Mask().sentence("said " + foreign("this")) == "said this");
}

TEST_CASE("a foreign part that lost its end is masked to the end of the sentence", "[mask]") {
  const std::string cut = "said " + std::string(foreign_begin) + "hunter2 and hunter2";
  CHECK(Mask({"hunter2"}).sentence(cut) == "said ******** and ********");
}

TEST_CASE("what comes from elsewhere cannot end its own part", "[mask]") {
  const std::string forged = std::string(foreign_end) + "hunter2" + std::string(foreign_begin);
  CHECK(Mask({"hunter2"}).sentence("said " + foreign("x" + forged + "y")) == "said x********y");
  CHECK(Mask({"hunter2"}).sentence("said " + foreign("a " + foreign("hunter2") + " hunter2")) ==
        "said a ******** ********");
}

TEST_CASE("of a secret that an excerpt has cut the first half was shown", "[mask]") {
  const std::string said = std::string(290, '-') + "correct-horse-battery";
  CHECK(Mask({"correct-horse-battery"}).sentence("it says " + excerpt(said)) ==
        "it says " + std::string(290, '-') + "********…");
}

TEST_CASE("a secret is shown inside a spared span, and masked where it reaches beyond", "[mask]") {
  const Mask mask({"APP_KEY", "KEY=x"});
  CHECK(mask.text_outside({{0, 7}}, "APP_KEY=y APP_KEY") == "APP_KEY=y ********");
  CHECK(mask.text_outside({{0, 7}}, "APP_KEY=x") == "APP_********");
}
