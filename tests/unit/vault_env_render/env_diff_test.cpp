#include "vault_env_render/env_diff.hpp"

#include <catch2/catch_test_macros.hpp>

using slipway::env_file::KeptLines;
using slipway::vault_env_render::ShownChange;

namespace {

using Names = std::set<std::string>;

ShownChange shown_change(const std::optional<std::string>& before, std::string_view after, const Names& plain,
                         const Names& secret, const std::vector<std::string>& secrets,
                         const KeptLines& kept = {}) {
  return slipway::vault_env_render::shown_change(before, after, {plain, secret, kept, secrets});
}

}  // namespace

TEST_CASE("a secret that changed shows that it did, and nothing else", "[env_diff]") {
  const auto [before, after] =
      shown_change("A=hunter2\nB=same\n", "A=\"correct horse\"\nB=same\n", {}, {"A", "B"}, {});
  CHECK(before == "A=******** (old)\nB=********\n");
  CHECK(after == "A=******** (new)\nB=********\n");
}

TEST_CASE("plain values show what they were and are", "[env_diff]") {
  const auto [before, after] = shown_change("A=1\nB=2\n", "A=1\nB=3\nC=4\n", {"A", "B", "C"}, {}, {});
  CHECK(before == "A=1\nB=2\n");
  CHECK(after == "A=1\nB=3\nC=4\n");
}

TEST_CASE("what an older run left may be a secret", "[env_diff]") {
  const auto [before, after] =
      shown_change("# note hunter1\n# kept\nGONE=hunter2\nDEFAULT=hunter3\nSAME=x # hunter4\n",
                   "# kept\nDEFAULT=changeme\nSAME=x\n", {}, {}, {});
  CHECK(before == "# ********\n# kept\nGONE=********\nDEFAULT=******** (old)\nSAME=x # ********\n");
  CHECK(after == "# kept\nDEFAULT=changeme\nSAME=x\n");
}

TEST_CASE("a key that comes or goes has no marker", "[env_diff]") {
  const auto [before, after] = shown_change("OLD=hunter2\n", "NEW=hunter3\n", {}, {"NEW"}, {});
  CHECK(before == "OLD=********\n");
  CHECK(after == "NEW=********\n");
}

TEST_CASE("a file that is no env file is not shown", "[env_diff]") {
  const auto [before, after] = shown_change("A='hunter2", "A=1\n", {"A"}, {}, {});
  CHECK(before == "(the file that stands there is no env file; its content is not shown)\n");
  CHECK(after == "A=1\n");
}

TEST_CASE("a new file has nothing before", "[env_diff]") {
  CHECK(shown_change({}, "A=1\n", {"A"}, {}, {}).before.empty());
}

TEST_CASE("a secret inside a plain value is hidden however it is written there", "[env_diff]") {
  // Escaped by us, and by other hands before: the escapes of an older file, quotes of the other kind.
  const std::string secret = "p$\"\\w";
  const auto [before, after] =
      shown_change("A='x p$\"\\w'\nB=\"p$$\\\"\\\\w y\"\nC=kept\n",
                   "A=\"x p$$\\0042\\0134w y\"\nB=plain\nC=kept\n", {"A", "B", "C"}, {}, {secret});
  CHECK(before == "A=******** (old)\nB=******** (old)\nC=kept\n");
  CHECK(after == "A=******** (new)\nB=plain\nC=kept\n");
}

TEST_CASE("a short secret hides no plain value that only has it inside a word", "[env_diff]") {
  const auto [before, after] = shown_change("A=1\nB=12\n", "A=1\nB=21\n", {"A", "B"}, {}, {"1"});
  CHECK(before == "A=********\nB=12\n");
  CHECK(after == "A=********\nB=21\n");
}

TEST_CASE("words of an old file that may be a piece of a value are hidden", "[env_diff]") {
  const auto [before, after] = shown_change("A=x\nhunter1\nB=\"y\" C=hunter3\nD=z\\\nhunter4=1\nE=1\n",
                                            "A=x\nBARE\nE=1\n", {}, {}, {});
  CHECK(before == "A=x\n********\nB=******** ********\nD=********\n********\nE=1\n");
  CHECK(after == "A=x\nBARE\nE=1\n");
}

TEST_CASE("8,000 comments are compared in no time", "[env_diff]") {
  std::string before;
  std::string after;
  for (int number = 0; number < 8000; ++number) {
    before += "# old " + std::to_string(number) + "\n";
    after += "# new " + std::to_string(number) + "\n";
  }
  const auto change = shown_change(before, after, {}, {}, {});
  CHECK(change.before.find("old") == std::string::npos);
  CHECK(change.after == after);
}

TEST_CASE("the name of a key was masked where a secret happens to be that word", "[env_diff]") {
  const auto [before, after] =
      shown_change("APP_ENV=old APP_ENV\n", "# of APP_ENV\nAPP_ENV=production\nB=x\n", {"APP_ENV"}, {"B"},
                   {"APP_ENV", "x"});
  CHECK(before == "APP_ENV=******** (old)\n");
  CHECK(after == "# of ********\nAPP_ENV=production\nB=********\n");
}

TEST_CASE("a line of a secret that reads as a statement is masked", "[env_diff]") {
  const auto [before, after] =
      shown_change("A=MIIB\nabcd=\n", "A=\"MIIB\\nabcd=\"\n", {}, {"A"}, {"MIIB\nabcd="});
  CHECK(before == "A=******** (old)\n****************\n");
  CHECK(after == "A=******** (new)\n");
}

TEST_CASE("of lines that stay values, comments and pieces of values are masked on both sides", "[env_diff]") {
  const std::string kept = "# key hunter1\nKEPT=hunter2 # hunter3\nhunter4\n";
  const auto [before, after] = shown_change("# head\nA=1\n" + kept, "# head\nA=2\n" + kept, {"A"}, {}, {},
                                            {{"KEPT", "hunter4"}, {"hunter4"}, "# head\nA=2\n"});
  const std::string masked = "# ********\nKEPT=******** # ********\n********\n";
  CHECK(before == "# head\nA=1\n" + masked);
  CHECK(after == "# head\nA=2\n" + masked);
}
