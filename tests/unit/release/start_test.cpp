#include "release/start.hpp"

#include <catch2/catch_test_macros.hpp>

#include "unit/support/release_samples.hpp"

namespace slipway {
namespace {

using test::ReleaseStory;
using State = ReleaseState;

/// At 02:40:04, five minutes after the unfinished releases of the samples were started.
LockRequest lock_for(const std::string& owner) {
  return {owner, false, std::chrono::seconds(3600),
          std::chrono::system_clock::time_point(std::chrono::seconds(1761878404))};
}

StartRequest deploy(const std::string& name, const std::string& owner = "ci@controller") {
  return {name, "shop", ReleaseKind::deploy, lock_for(owner), std::nullopt, FileSet::deployed};
}

StartRequest rollback(const std::string& name, const std::string& restores, FileSet to) {
  return {name, "shop", ReleaseKind::rollback, lock_for("ci@controller"), restores, to};
}

StartRequest breaking(StartRequest request) {
  request.lock.break_lock = true;
  return request;
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

TEST_CASE("the newest release that is deployed stays so, and is held while it is deployed once more",
          "[release_start]") {
  auto story = ReleaseStory().deploy("v1");
  const auto decision = decide_start(folder(story), deploy("v1", "other@host")).value();
  CHECK(decision.what == Start::rerun);
  CHECK(decision.release.state == State::deployed);
  CHECK(decision.release.rerun == Rerun{"other@host", "2025-10-31T02:40:04Z", ""});
  story.releases.back() = decision.release;
  CHECK(refusal(folder(story), deploy("v2")).find("was started by other@host at 2025-10-31T02:40:04Z") !=
        std::string::npos);
  CHECK(decide_start(folder(story), deploy("v1", "other@host"))->what == Start::resume);
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
  CHECK(refusal(records, rollback("r", "v9", FileSet::before)).find("no release 'v9'") != std::string::npos);
  CHECK(refusal(records, rollback("r", "v2", FileSet::deployed)) ==
        "v2 is no release that was deployed. Choose one of these as restores, newest first: v1");
  StartRequest odd = deploy("v3");
  odd.restores = "v1";
  CHECK(refusal(records, odd).find("only for kind=rollback") != std::string::npos);
}

TEST_CASE("a resumed rollback took no notice that it was to put back something else", "[release_start]") {
  const auto records = folder(ReleaseStory().deploy("v1").deploy("v2").deploy("v3").rollback(
      "r", "v3", FileSet::before, State::started));
  CHECK(decide_start(records, rollback("r", "v3", FileSet::before))->what == Start::resume);
  CHECK(refusal(records, rollback("r", "v1", FileSet::deployed)) ==
        "the rollback 'r' is on record as one to 'before' of release 'v3', and this one is to 'deployed' of "
        "'v1'; give this rollback another name");
  CHECK(refusal(records, rollback("r", "v3", FileSet::deployed)).find("another name") != std::string::npos);
}

TEST_CASE("a damaged record's number was used again", "[release_start]") {
  ReleaseFolder records = folder(ReleaseStory().deploy("v1").deploy("v2"));
  records.damaged = {damaged_record("v0", "cut", R"({"sequence": 7, "state": "failed", "project": "blog",)")};
  CHECK(decide_start(records, deploy("v3"))->release.sequence == 8);
  records.highest_given = 11;
  CHECK(decide_start(records, deploy("v3"))->release.sequence == 12);
}

TEST_CASE("a release began beside a damaged record as if there was none", "[release_start]") {
  ReleaseFolder records = folder(ReleaseStory().deploy("v1").deploy("v2"));
  for (const char* left : {"", R"({"sequence": 3, "kind": "deploy", "state": "started", "project": "shop",)",
                           R"({"sequence": 3, "kind": "deploy", "state": "deployed", "project": "shop",)"}) {
    records.damaged = {damaged_record("v3", "its manifest.json is unusable: it is cut", left)};
    const std::string expected =
        "the record 'v3' cannot be read (its manifest.json is unusable: it is cut), so it may be an "
        "unfinished "
        "release, or the one that is live; mend it, or move it out of that folder, and run this again";
    CHECK(refusal(records, deploy("v4")) == expected);
    CHECK(refusal(records, breaking(deploy("v4"))) == expected);
    CHECK(refusal(records, deploy("v2")) == expected);
  }
}

TEST_CASE("a record with the greatest number made the next one unreadable", "[release_start]") {
  auto story = ReleaseStory().deploy("v1");
  story.releases.back().sequence = highest_sequence;
  CHECK(refusal(folder(story), deploy("v2")).find("a record has the number 1000000000000") == 0);
}

TEST_CASE("a rollback to a damaged release says why it cannot be", "[release_start]") {
  ReleaseFolder records = folder(ReleaseStory().deploy("v1").deploy("v2"));
  records.damaged = {
      damaged_record("v0", "it is cut", R"({"sequence": 1, "state": "failed", "project": "shop",)")};
  CHECK(refusal(records, rollback("r", "v0", FileSet::before))
            .find("the record 'v0' cannot be read (it is cut)") == 0);
}

TEST_CASE("a damaged record of another project, or one that ended long ago, keeps nobody from a release",
          "[release_start]") {
  ReleaseFolder records = folder(ReleaseStory().deploy("v1").deploy("v2"));
  for (const char* left : {R"({"sequence": 3, "state": "started", "project": "blog",)",
                           R"({"sequence": 1, "state": "failed", "project": "shop",)"}) {
    records.damaged = {damaged_record("v0", "cut", left)};
    CHECK(decide_start(records, deploy("v3")));
  }
}

TEST_CASE("one's own unfinished release goes on beside a damaged record", "[release_start]") {
  ReleaseFolder records = folder(ReleaseStory().deploy("v1").deploy("v2", State::started));
  records.damaged = {damaged_record("v0", "cut", "")};
  CHECK(decide_start(records, deploy("v2"))->what == Start::resume);
}

TEST_CASE("break_lock takes over an unfinished release of another name, and ends it honestly",
          "[release_start]") {
  const auto records = folder(ReleaseStory().deploy("v1").deploy("v2", State::started));
  const auto decision = decide_start(records, breaking(deploy("v3", "other@host"))).value();
  CHECK(decision.what == Start::create);
  CHECK(decision.release.live_before == "v1");
  REQUIRE(decision.ended.size() == 1);
  const Release& ended = decision.ended.front();
  CHECK(ended.state == State::failed);
  CHECK(ended.owner == "ci@controller");
  CHECK(ended.finished == "2025-10-31T02:40:04Z");
  CHECK(ended.taken_over == std::vector<TakeOver>{{"ci@controller", "other@host", "2025-10-31T02:40:04Z"}});
}

TEST_CASE("break_lock takes over an unfinished release of the same name, and goes on with it",
          "[release_start]") {
  const auto records = folder(ReleaseStory().deploy("v1").deploy("v2", State::started));
  const auto decision = decide_start(records, breaking(deploy("v2", "other@host"))).value();
  CHECK(decision.what == Start::resume);
  CHECK(decision.ended.empty());
  CHECK(decision.release.state == State::started);
  CHECK(decision.release.owner == "other@host");
  CHECK(decision.release.taken_over.size() == 1);
  CHECK(hold_of(decision.release)->since == "2025-10-31T02:40:04Z");
}

TEST_CASE("a rerun that is taken over leaves its release deployed", "[release_start]") {
  auto story = ReleaseStory().deploy("v1");
  story.releases.back().rerun = Rerun{"ci@controller", "2025-10-31T02:35:04Z", ""};
  const auto decision = decide_start(folder(story), breaking(deploy("v2", "other@host"))).value();
  CHECK(decision.release.live_before == "v1");
  const Release& ended = decision.ended.at(0);
  CHECK(ended.state == State::deployed);
  CHECK(ended.rerun == Rerun{"ci@controller", "2025-10-31T02:35:04Z", "2025-10-31T02:40:04Z"});
  CHECK_FALSE(hold_of(ended));
}

TEST_CASE("after lock_timeout an unfinished release is taken over without break_lock", "[release_start]") {
  const auto records = folder(ReleaseStory().deploy("v1").deploy("v2", State::started));
  StartRequest patient = deploy("v3", "other@host");
  patient.lock.lock_timeout = std::chrono::seconds(301);
  CHECK(refusal(records, patient).find("after the 301 s of lock_timeout") != std::string::npos);
  patient.lock.lock_timeout = std::chrono::seconds(300);
  CHECK(decide_start(records, patient)->ended.size() == 1);
}

TEST_CASE("an owner who goes on after lock_timeout renews the lock", "[release_start]") {
  auto story = ReleaseStory().deploy("v1").deploy("v2", State::started);
  StartRequest late = deploy("v2");
  late.lock.lock_timeout = std::chrono::seconds(60);
  story.releases.back() = decide_start(folder(story), late)->release;
  CHECK(story.releases.back().started == "2025-10-31T02:35:04Z");
  StartRequest other = deploy("v3", "other@host");
  other.lock.lock_timeout = std::chrono::seconds(60);
  CHECK(refusal(folder(story), other).find("at 2025-10-31T02:40:04Z") != std::string::npos);
}

TEST_CASE("a lock from the future, or from a time that nobody can read, does not run out",
          "[release_start]") {
  for (const char* since : {"2099-01-01T00:00:00Z", "yesterday", ""}) {
    auto story = ReleaseStory().deploy("v1").deploy("v2", State::started);
    story.releases.back().started = since;
    CHECK(refusal(folder(story), deploy("v3", "other@host")).find("has not ended") != std::string::npos);
    CHECK(decide_start(folder(story), breaking(deploy("v3", "other@host"))));
  }
}

}  // namespace
}  // namespace slipway
