#include "backup_prune/retention.hpp"

#include <algorithm>
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

TEST_CASE("keep_last: 0 alone left the live release of three good ones", "[retention]") {
  auto story = ReleaseStory().deploy("v1").deploy("v2").deploy("v3");
  for (const char* name : {"f1", "f2"}) story.deploy(name, State::failed);
  CHECK(kept(story, {0, 1, {}}, {"2024-01-01T00-00-00Z"}) ==
        "2024-01-01T00-00-00Z: no rule for deployed releases;v1: no rule for deployed releases;"
        "v2: no rule for deployed releases;v3: live release, no rule for deployed releases;"
        "f2: newest record, keep_failed;");
  RetentionPolicy daily{0, 1, {}};
  daily.keep_daily = 1;  // a rule for those: it decides
  CHECK(kept(story, daily) == "v3: live release, keep_daily;f2: newest record, keep_failed;");
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

std::time_t at(const std::string& name) {
  return plain_time(name).value();
}

/// Each name a point in time, all of them deployed.
ReleaseStory deployed(const std::vector<std::string>& names) {
  ReleaseStory story;
  for (const auto& name : names) story.deploy(name);
  return story;
}

/// Those that a policy keeps, oldest first, without those that are kept whatever it says.
std::vector<std::string> kept_by(const std::string& rule, const ReleaseStory& story, RetentionPolicy policy) {
  policy.now = at("2026-01-01T00-00-00Z");
  std::vector<std::string> names;
  for (const auto& [name, reasons] : apply_retention({}, story.releases, policy))
    if (std::find(reasons.begin(), reasons.end(), rule) != reasons.end()) names.push_back(name);
  return names;
}

using Names = std::vector<std::string>;

TEST_CASE("an unfinished rollback lost the release that it puts back", "[retention]") {
  const auto story = ReleaseStory().deploy("v1").deploy("v2").deploy("v3").rollback(
      "r", "v1", FileSet::deployed, State::started);
  CHECK(kept(story, {1, 0}) ==
        "v1: an unfinished rollback puts it back;"
        "v3: live release, a rollback would undo it, newest record, keep_last;r: unfinished;");
}

TEST_CASE("a release that is deployed once more is unfinished", "[retention]") {
  auto story = ReleaseStory().deploy("v1").deploy("v2");
  story.releases.back().rerun = Rerun{"ci", "2025-10-31T02:35:04Z", ""};
  CHECK(kept(story, {1, 0}) ==
        "v2: live release, a rollback would undo it, newest record, unfinished, keep_last;");
}

TEST_CASE("of each day, week, month and year the newest release is kept", "[retention]") {
  const auto story = deployed({"2024-12-29T10-00-00Z", "2024-12-30T10-00-00Z", "2024-12-30T11-00-00Z",
                               "2025-01-01T10-00-00Z", "2025-01-05T10-00-00Z", "2025-01-06T10-00-00Z"});
  RetentionPolicy policy;
  policy.keep_daily = 3;
  CHECK(kept_by("keep_daily", story, policy) ==
        Names{"2025-01-01T10-00-00Z", "2025-01-05T10-00-00Z", "2025-01-06T10-00-00Z"});
  policy = {};
  policy.keep_daily = 9;
  CHECK(kept_by("keep_daily", story, policy).size() == 5);
  policy = {};
  policy.keep_weekly = 2;  // ISO weeks: 30 December to 5 January is one
  CHECK(kept_by("keep_weekly", story, policy) == Names{"2025-01-05T10-00-00Z", "2025-01-06T10-00-00Z"});
  policy = {};
  policy.keep_monthly = 2;
  CHECK(kept_by("keep_monthly", story, policy) == Names{"2024-12-30T11-00-00Z", "2025-01-06T10-00-00Z"});
  policy = {};
  policy.keep_yearly = 1;
  CHECK(kept_by("keep_yearly", story, policy) == Names{"2025-01-06T10-00-00Z"});
}

TEST_CASE("a clock that was set back makes no day count twice", "[retention]") {
  const auto story = deployed(
      {"2025-01-01T10-00-00Z", "2025-01-03T10-00-00Z", "2025-01-02T10-00-00Z", "2025-01-03T09-00-00Z"});
  RetentionPolicy policy;
  policy.keep_daily = 3;
  CHECK(kept_by("keep_daily", story, policy) ==
        Names{"2025-01-01T10-00-00Z", "2025-01-02T10-00-00Z", "2025-01-03T09-00-00Z"});
}

TEST_CASE("keep_within counts from the newest release, and not from now", "[retention]") {
  const auto story = deployed(
      {"2025-02-28T10-00-00Z", "2025-03-24T10-00-00Z", "2025-03-24T10-00-01Z", "2025-03-31T10-00-00Z"});
  RetentionPolicy policy;
  policy.keep_within = RetentionSpan{0, 0, 7, 0};
  CHECK(kept_by("keep_within", story, policy) == Names{"2025-03-24T10-00-01Z", "2025-03-31T10-00-00Z"});
  policy.keep_within = RetentionSpan{0, 1, 0, 0};  // 31 February is 3 March
  CHECK(kept_by("keep_within", story, policy).size() == 3);
  policy.keep_within = RetentionSpan{999999, 999999, 999999, 999999};
  CHECK(kept_by("keep_within", story, policy).size() == 4);
}

TEST_CASE("a release from the future makes none too old for keep_within", "[retention]") {
  const auto story = deployed({"2025-03-01T10-00-00Z", "2025-03-30T10-00-00Z", "2099-01-01T00-00-00Z"});
  RetentionPolicy policy;
  policy.keep_within = RetentionSpan{0, 0, 7, 0};
  CHECK(kept_by("keep_within", story, policy) == Names{"2025-03-30T10-00-00Z", "2099-01-01T00-00-00Z"});
}

TEST_CASE("failures are within, but are nobody's newest of a day", "[retention]") {
  auto story = deployed({"2025-03-30T10-00-00Z"});
  story.deploy("2025-03-30T11-00-00Z", State::failed);
  RetentionPolicy policy;
  policy.keep_daily = 1;
  policy.keep_within = RetentionSpan{0, 0, 0, 2};
  CHECK(kept_by("keep_daily", story, policy) == Names{"2025-03-30T10-00-00Z"});
  CHECK(kept_by("keep_within", story, policy).size() == 2);
}

}  // namespace
}  // namespace slipway
