#include "release/damage.hpp"

#include <catch2/catch_test_macros.hpp>

#include "unit/support/release_samples.hpp"

namespace slipway {
namespace {

using test::ReleaseStory;

TEST_CASE("what is left of a manifest still tells its number, project and end", "[release_damage]") {
  const std::string text = manifest_text(ReleaseStory().deploy("v1").deploy("v2").releases.back());
  const auto cut = damaged_record("v2", "cut", text.substr(0, text.size() / 2));
  CHECK(cut.sequence == 2);
  CHECK(cut.project == "shop");
  CHECK(cut.ended);
  const auto open = damaged_record(
      "v3", "cut", manifest_text(ReleaseStory().deploy("v3", ReleaseState::started).releases.back()));
  CHECK_FALSE(open.ended);
  const auto nothing = damaged_record("v4", "cut", std::string(10000, '\0'));
  CHECK(nothing.sequence == 0);
  CHECK_FALSE(nothing.project);
  CHECK_FALSE(nothing.ended);
}

TEST_CASE("a release that is deployed once more is no damaged record that has ended", "[release_damage]") {
  Release release = ReleaseStory().deploy("v1").releases.front();
  release.rerun = Rerun{"ci", "2025-10-31T02:35:04Z", ""};
  CHECK_FALSE(damaged_record("v1", "cut", manifest_text(release)).ended);
  release.rerun->failed = "2025-10-31T02:36:04Z";
  CHECK(damaged_record("v1", "cut", manifest_text(release)).ended);
}

TEST_CASE("a value in the metadata is not taken for the number of a damaged record", "[release_damage]") {
  const auto record =
      damaged_record("v1", "cut", R"({"metadata": {"Note": "\"sequence\": 9, \"state\": \"failed\","},)");
  CHECK(record.sequence == 0);
  CHECK_FALSE(record.ended);
}

}  // namespace
}  // namespace slipway
