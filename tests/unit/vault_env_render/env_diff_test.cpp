#include "vault_env_render/env_diff.hpp"

#include <catch2/catch_test_macros.hpp>

using slipway::vault_env_render::shown_change;

TEST_CASE("a secret that changed shows that it did, and nothing else", "[env_diff]") {
  const auto [before, after] =
      shown_change("A=hunter2\nB=same\n", "A=\"correct horse\"\nB=same\n", {}, {"A", "B"});
  CHECK(before == "A=******** (old)\nB=********\n");
  CHECK(after == "A=******** (new)\nB=********\n");
}

TEST_CASE("plain values show what they were and are", "[env_diff]") {
  const auto [before, after] = shown_change("A=1\nB=2\n", "A=1\nB=3\nC=4\n", {"A", "B", "C"}, {});
  CHECK(before == "A=1\nB=2\n");
  CHECK(after == "A=1\nB=3\nC=4\n");
}

TEST_CASE("what an older run left may be a secret", "[env_diff]") {
  const auto [before, after] =
      shown_change("# note hunter1\n# kept\nGONE=hunter2\nDEFAULT=hunter3\nSAME=x # hunter4\n",
                   "# kept\nDEFAULT=changeme\nSAME=x\n", {}, {});
  CHECK(before == "# ********\n# kept\nGONE=********\nDEFAULT=******** (old)\nSAME=x # ********\n");
  CHECK(after == "# kept\nDEFAULT=changeme\nSAME=x\n");
}

TEST_CASE("a key that comes or goes has no marker", "[env_diff]") {
  const auto [before, after] = shown_change("OLD=hunter2\n", "NEW=hunter3\n", {}, {"NEW"});
  CHECK(before == "OLD=********\n");
  CHECK(after == "NEW=********\n");
}

TEST_CASE("a file that is no env file is not shown", "[env_diff]") {
  const auto [before, after] = shown_change("A='hunter2", "A=1\n", {"A"}, {});
  CHECK(before == "(the file that stands there is no env file; its content is not shown)\n");
  CHECK(after == "A=1\n");
}

TEST_CASE("a new file has nothing before", "[env_diff]") {
  CHECK(shown_change({}, "A=1\n", {"A"}, {}).before.empty());
}
