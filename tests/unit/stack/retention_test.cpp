#include "stack/retention.hpp"

#include <catch2/catch_test_macros.hpp>

#include "unit/support/release_samples.hpp"

namespace slipway {
namespace {

using test::ReleaseStory;
using State = ReleaseState;

/// The names that are kept, oldest first, each followed by its reasons.
std::string kept(const ReleaseStory& story, const RetentionPolicy& policy,
                 const std::vector<std::string>& plain = {}) {
  std::string text;
  for (const auto& [name, reasons] : apply_retention(plain, story.releases, policy)) {
    if (reasons.empty()) continue;
    text += name + ":";
    for (const auto& reason : reasons) text += " " + reason + ",";
    text.back() = ';';
  }
  return text;
}

TEST_CASE("keep_last keeps the newest deployed releases", "[retention]") {
  const auto story = ReleaseStory().deploy("v1").deploy("v2").deploy("v3");
  CHECK(kept(story, {2, 0, {}}) ==
        "v2: keep_last;v3: live release, a rollback would undo it, newest record, keep_last;");
}

TEST_CASE("failures never push a good release out", "[retention]") {
  auto story = ReleaseStory().deploy("v1").deploy("v2");
  for (const char* name : {"f1", "f2", "f3"}) story.deploy(name, State::failed);
  CHECK(kept(story, {2, 1, {}}) ==
        "v1: keep_last;v2: live release, keep_last;f3: newest record, keep_failed;");
}

TEST_CASE("the live release is kept however old it is", "[retention]") {
  const auto story =
      ReleaseStory().deploy("v1").deploy("v2").deploy("v3").rollback("r", "v1", FileSet::deployed);
  CHECK(kept(story, {1, 0, {}}) == "v1: live release;v3: keep_last;r: newest record;");
}

TEST_CASE("rollbacks and undone releases count as failures", "[retention]") {
  const auto story = ReleaseStory()
                         .deploy("v1")
                         .deploy("v2")
                         .rollback("r1", "v2", FileSet::before)
                         .deploy("v3")
                         .deploy("v4");
  CHECK(kept(story, {3, 1, {}}) ==
        "v1: keep_last;r1: keep_failed;v3: keep_last;v4: live release, a rollback would undo it, newest "
        "record, "
        "keep_last;");
}

TEST_CASE("an unfinished release is kept and does not count", "[retention]") {
  const auto story = ReleaseStory().deploy("v1").deploy("v2").deploy("v3", State::started);
  CHECK(kept(story, {1, 0, {}}) ==
        "v2: live release, a rollback would undo it, newest record, keep_last;v3: unfinished;");
}

TEST_CASE("plain folders are the oldest releases and count", "[retention]") {
  const std::vector<std::string> plain{"2024-01-01T00-00-00Z", "2024-01-02T00-00-00Z"};
  CHECK(kept(ReleaseStory().deploy("v1"), {2, 0, {}}, plain) ==
        "2024-01-02T00-00-00Z: keep_last;v1: live release, newest record, keep_last;");
}

TEST_CASE("protected names are kept, and an empty policy keeps all", "[retention]") {
  const auto story = ReleaseStory().deploy("v1").deploy("v2");
  CHECK(kept(story, {1, 0, {"v1"}}).starts_with("v1: protect;v2:"));
  CHECK(kept(story, {0, 0, {}}) ==
        "v1: empty policy;v2: live release, a rollback would undo it, newest record, empty policy;");
}

}  // namespace
}  // namespace slipway
