#include "release/history.hpp"

#include <catch2/catch_test_macros.hpp>

#include "unit/support/release_samples.hpp"

namespace slipway {
namespace {

using test::ReleaseStory;
using State = ReleaseState;
using Name = std::optional<std::string>;

/// What the records say after a story: live, then undo, "-" for none.
std::string outcome(const ReleaseStory& story) {
  const ReleaseHistory history = release_history(story.releases);
  CHECK(history.undo.has_value() == history.undo_reason.empty());
  return history.live.value_or("-") + " " + history.undo.value_or("-");
}

TEST_CASE("what is live, and what a rollback undoes, is what the newest ended record says",
          "[release_history]") {
  const auto v1 = [] { return ReleaseStory().deploy("v1"); };
  const auto v2 = [&] { return v1().deploy("v2"); };
  CHECK(outcome(ReleaseStory()) == "- -");
  CHECK(outcome(ReleaseStory().deploy("v1", State::started)) == "- -");
  CHECK(outcome(ReleaseStory().deploy("v1", State::failed)) == "- -");
  CHECK(outcome(v1()) == "v1 -");  // the first release: nothing was before it
  CHECK(outcome(v2()) == "v2 v2");
  CHECK(outcome(v2().deploy("v3", State::started)) == "v2 v2");
  CHECK(outcome(v2().deploy("v3", State::failed)) == "v2 -");
  CHECK(outcome(v2().deploy("v3", State::rolled_back)) == "v2 -");
  CHECK(outcome(v2().deploy("v3", State::failed).deploy("v4")) == "v4 v4");
  CHECK(outcome(v2().rollback("r", "v2", FileSet::before)) == "v1 -");
  CHECK(outcome(v2().rollback("r", "v1", FileSet::deployed)) == "v1 -");
  CHECK(outcome(v2().rollback("r", "v2", FileSet::before).deploy("v3")) == "v3 v3");
  CHECK(outcome(v2().rollback("r", "v2", FileSet::before, State::started)) == "v2 v2");
  CHECK(outcome(v2().rollback("r", "v2", FileSet::before, State::failed)) == "v2 v2");  // may be run again
  CHECK(outcome(v2().rollback("r", "v2", FileSet::before).rollback("s", "v2", FileSet::deployed)) == "v2 -");
}

TEST_CASE("a deploy whose effects could not be put back is one to undo, until that has worked",
          "[release_history]") {
  auto story = ReleaseStory().deploy("v1").deploy("v2", State::failed);
  story.releases.back().not_put_back = "no room";
  CHECK(outcome(story) == "v1 v2");
  CHECK(outcome(ReleaseStory(story).rollback("r", "v2", FileSet::before)) == "v1 -");
  story.releases.back().not_put_back.clear();
  CHECK(outcome(story) == "v1 -");
}

TEST_CASE("a rollback to a rollback makes live what that one had made live", "[release_history]") {
  const auto story = ReleaseStory().deploy("v1").deploy("v2").rollback("r", "v2", FileSet::before);
  CHECK(outcome(ReleaseStory(story).deploy("v3").rollback("s", "r", FileSet::deployed)) == "v1 -");
}

TEST_CASE("a rollback whose release had been pruned made a record live that is not there",
          "[release_history]") {
  const auto without_v1 = [](ReleaseStory story) {
    story.releases.erase(story.releases.begin());
    return story;
  };
  const auto rolled_back = ReleaseStory().deploy("v1").deploy("v2").rollback("r", "v2", FileSet::before);
  CHECK(outcome(without_v1(rolled_back)) == "r -");
  const auto and_on = ReleaseStory(rolled_back).deploy("v3");
  CHECK(outcome(without_v1(and_on)) == "v3 v3");
  CHECK(outcome(without_v1(ReleaseStory(and_on).rollback("s", "v3", FileSet::before))) == "s -");
  CHECK(outcome(without_v1(ReleaseStory(and_on).rollback("s", "r", FileSet::deployed))) == "s -");
  CHECK(outcome(without_v1(rolled_back).deploy("v3", State::failed)) == "r -");
}

TEST_CASE("a deploy is undone until it is made live again", "[release_history]") {
  auto story = ReleaseStory().deploy("v1").deploy("v2");
  CHECK(release_history(story.releases).undone.empty());
  story.rollback("r", "v2", FileSet::before);
  CHECK(release_history(story.releases).undone == std::set<std::string>{"v2"});
  story.rollback("s", "v2", FileSet::deployed);
  CHECK(release_history(story.releases).undone.empty());
}

TEST_CASE("going back to a release undoes none", "[release_history]") {
  const auto story = ReleaseStory().deploy("v1").deploy("v2").rollback("r", "v1", FileSet::deployed);
  CHECK(release_history(story.releases).undone.empty());
}

TEST_CASE("how the stack is to stand says the newest record that went well", "[release_history]") {
  const auto standing = [](const ReleaseStory& story) {
    const Release* found = standing_release(story.releases);
    return found == nullptr ? std::string("none") : found->name;
  };
  CHECK(standing(ReleaseStory()) == "none");
  CHECK(standing(ReleaseStory().deploy("v1", State::failed)) == "none");
  const auto two = ReleaseStory().deploy("v1").deploy("v2");
  CHECK(standing(two) == "v2");
  CHECK(standing(ReleaseStory(two).deploy("v3", State::failed).deploy("v4", State::started)) == "v2");
  CHECK(standing(ReleaseStory(two).deploy("v3", State::rolled_back)) == "v2");
  CHECK(standing(ReleaseStory(two).rollback("r", "v1", FileSet::deployed)) == "r");
}

TEST_CASE("the unfinished and the newest ended record are told", "[release_history]") {
  const auto history = release_history(ReleaseStory().deploy("v1").deploy("v2", State::started).releases);
  CHECK(history.unfinished == Name("v2"));
  CHECK(history.newest_ended == Name("v1"));
}

TEST_CASE("nothing to undo says why, with the record's name", "[release_history]") {
  const auto reason = [](const ReleaseStory& story) { return release_history(story.releases).undo_reason; };
  CHECK(reason(ReleaseStory()) == "no release has been deployed yet");
  CHECK(reason(ReleaseStory().deploy("v1").deploy("v2", State::failed)) ==
        "the newest record, v2, failed, and what was there before it is in place");
  CHECK(reason(ReleaseStory().deploy("v1").deploy("v2").rollback("r", "v2", FileSet::before)) ==
        "the newest record, r, is a rollback already");
}

}  // namespace
}  // namespace slipway
