#include "stack/release_start.hpp"

#include <catch2/catch_test_macros.hpp>

#include "unit/support/release_samples.hpp"

namespace slipway {
namespace {

using test::ReleaseStory;
using State = ReleaseState;

StartRequest deploy(const std::string& name, const std::string& owner = "ci@controller") {
  return {name, "shop", ReleaseKind::deploy, owner, std::nullopt, FileSet::deployed};
}

StartRequest rollback(const std::string& name, const std::string& restores, FileSet to) {
  return {name, "shop", ReleaseKind::rollback, "ci@controller", restores, to};
}

ReleaseFolder folder(const ReleaseStory& story) {
  return {story.releases, {}, {}, {}};
}

std::string refusal(const ReleaseFolder& records, const StartRequest& request) {
  const auto decision = decide_start(records, request);
  return decision ? "(allowed)" : decision.error().message;
}

TEST_CASE("a new release gets the next number and knows what was live", "[release_start]") {
  const auto decision = decide_start(folder(ReleaseStory().deploy("v1")), deploy("v2")).value();
  CHECK(decision.what == Start::create);
  CHECK(decision.release.sequence == 2);
  CHECK(decision.release.live_before == "v1");
}

TEST_CASE("an unfinished release is a lock that says whose it is, since when, and what to do",
          "[release_start]") {
  const auto records = folder(ReleaseStory().deploy("v1").deploy("v2", State::started));
  for (const auto& request : {deploy("v3"), deploy("v3", "other@host"), deploy("v2", "other@host"),
                              rollback("r", "v1", FileSet::deployed)})
    CHECK(refusal(records, request)
              .starts_with("the deploy 'v2' of project 'shop' was started by ci@controller "
                           "at 2025-10-31T02:35:04Z and has not ended; wait for it, or"));
}

TEST_CASE("the same owner and name resume", "[release_start]") {
  const auto records = folder(ReleaseStory().deploy("v1").deploy("v2", State::started));
  const auto decision = decide_start(records, deploy("v2")).value();
  CHECK(decision.what == Start::resume);
  CHECK(decision.release == records.releases.back());
}

TEST_CASE("the newest release that is deployed stays so, whoever asks", "[release_start]") {
  const auto decision = decide_start(folder(ReleaseStory().deploy("v1")), deploy("v1", "other@host")).value();
  CHECK(decision.what == Start::resume);
  CHECK(decision.release.state == State::deployed);
}

TEST_CASE("the newest release that failed is opened again and keeps its number and files",
          "[release_start]") {
  const auto records = folder(ReleaseStory().deploy("v1").deploy("v2", State::failed));
  const auto decision = decide_start(records, deploy("v2", "other@host")).value();
  CHECK(decision.what == Start::reopen);
  CHECK(decision.release.state == State::started);
  CHECK(decision.release.sequence == 2);
  CHECK(decision.release.owner == "other@host");
  CHECK(decision.release.before == records.releases.back().before);
  CHECK(decision.release.finished.empty());
}

TEST_CASE("an older release cannot be started again", "[release_start]") {
  const auto records = folder(ReleaseStory().deploy("v1").deploy("v2", State::failed).deploy("v3"));
  CHECK(refusal(records, deploy("v1")).find("'v3' came after it") != std::string::npos);
  CHECK(refusal(records, deploy("v2")).find("'v3' came after it") != std::string::npos);
}

TEST_CASE("another project is not in the way, but its names are", "[release_start]") {
  ReleaseFolder records = folder(ReleaseStory("blog").deploy("v1", State::started));
  const auto decision = decide_start(records, deploy("v2")).value();
  CHECK(decision.what == Start::create);
  CHECK(decision.release.sequence == 2);
  CHECK_FALSE(decision.release.live_before);
  CHECK(refusal(records, deploy("v1")).find("taken by a release of project 'blog'") != std::string::npos);
}

TEST_CASE("a name that something else has is refused", "[release_start]") {
  const ReleaseFolder records{{}, {"old"}, {{"cut", "its manifest.json is damaged"}}, {{"notes", "a link"}}};
  CHECK(refusal(records, deploy("old")).find("is taken by a backup without a manifest") != std::string::npos);
  CHECK(refusal(records, deploy("notes")).find("no record of Slipway (a link)") != std::string::npos);
  CHECK(refusal(records, deploy("cut")) ==
        "the record 'cut' cannot be read (its manifest.json is damaged); mend that, or move the record away");
}

TEST_CASE("a rollback knows what it makes live", "[release_start]") {
  const auto records = folder(ReleaseStory().deploy("v1").deploy("v2"));
  const auto before = decide_start(records, rollback("r", "v2", FileSet::before)).value();
  CHECK(before.release.restores == Restores{"v2", FileSet::before, "v1"});
  const auto deployed = decide_start(records, rollback("r", "v1", FileSet::deployed)).value();
  CHECK(deployed.release.restores == Restores{"v1", FileSet::deployed, "v1"});
}

TEST_CASE("a rollback to a rollback makes live what that one made live", "[release_start]") {
  const auto records =
      folder(ReleaseStory().deploy("v1").deploy("v2").rollback("r", "v2", FileSet::before).deploy("v3"));
  CHECK(decide_start(records, rollback("s", "r", FileSet::deployed)).value().release.restores->makes_live ==
        "v1");
}

TEST_CASE("a rollback that cannot be is refused", "[release_start]") {
  const auto records = folder(ReleaseStory().deploy("v1").deploy("v2", State::failed));
  StartRequest nameless = rollback("r", "v1", FileSet::deployed);
  nameless.restores.reset();
  CHECK(refusal(records, nameless).find("name it in restores") != std::string::npos);
  CHECK(refusal(records, rollback("r", "v9", FileSet::deployed)).find("no release 'v9'") !=
        std::string::npos);
  CHECK(refusal(records, rollback("r", "v2", FileSet::deployed)).find("never deployed") != std::string::npos);
  StartRequest odd = deploy("v3");
  odd.restores = "v1";
  CHECK(refusal(records, odd).find("only for kind=rollback") != std::string::npos);
}

}  // namespace
}  // namespace slipway
