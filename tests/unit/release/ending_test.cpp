// What a record keeps of its steps when it ends.
#include "release/ending.hpp"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "unit/support/release_samples.hpp"
#include "util/sha256.hpp"

using namespace slipway;
using nlohmann::json;

namespace {

// 2025-10-31T02:40:04Z
const std::chrono::system_clock::time_point now{std::chrono::seconds(1761878404)};

Release open_release() {
  return test::ReleaseStory().deploy("v1").deploy("v2", ReleaseState::started).releases.back();
}

ReleaseStep step(const std::string& name, ReleasePhase phase, StepOutcome outcome,
                 const std::string& message = "") {
  const bool runs = outcome == StepOutcome::running;
  return {name, phase, outcome, "2025-10-31T02:35:04Z", runs ? "" : "2025-10-31T02:36:04Z", message, {}};
}

const std::vector<ReleaseStep> cut_off_behind_a_failure{
    step("stack_pull", ReleasePhase::opened, StepOutcome::changed),
    step("stack_up", ReleasePhase::containers, StepOutcome::failed, "app is unhealthy"),
    step("stack_run", ReleasePhase::files, StepOutcome::running)};

TEST_CASE("a release that failed has the cause of the step that failed, or what whoever ends it says",
          "[release]") {
  Release by_steps = open_release();
  const auto contents = end_as_failed(by_steps, cut_off_behind_a_failure, {}, now);
  REQUIRE(contents.size() == 1);
  CHECK(contents[0].path == failure_file);
  CHECK(by_steps.state == ReleaseState::failed);
  CHECK(by_steps.finished == "2025-10-31T02:40:04Z");
  CHECK(by_steps.failure_cause == "app is unhealthy");
  CHECK(by_steps.failure_sha256 == sha256_hex(contents[0].content));
  CHECK(by_steps.phase == ReleasePhase::containers);
  CHECK(by_steps.timeline.back().outcome == "cut off");
  const json failure = json::parse(contents[0].content);
  CHECK(failure["step"] == "stack_up");
  CHECK(failure["outcome"].is_null());
  CHECK(failure["timeline"][1]["seconds"] == 60);
  CHECK(failure["timeline"][2]["end"].is_null());

  Release by_words = open_release();
  const auto said = json::parse(end_as_failed(by_words, cut_off_behind_a_failure,
                                              {"the disk is full", "The stack was put back."}, now)[0]
                                    .content);
  CHECK(by_words.failure_cause == "the disk is full");
  CHECK(said["cause"] == "the disk is full");
  CHECK(said["outcome"] == "The stack was put back.");
  CHECK(said["step"] == "stack_up");
}

TEST_CASE("a release of which nobody noted anything has no failure to tell, unless somebody says it",
          "[release]") {
  Release release = open_release();
  CHECK(end_as_failed(release, {}, {}, now).empty());
  CHECK(release.state == ReleaseState::failed);
  CHECK(release.failure_sha256.empty());
  CHECK_FALSE(release.phase);
  Release told = open_release();
  CHECK(end_as_failed(told, {}, {"the disk is full", ""}, now).size() == 1);
  CHECK(told.failure_cause == "the disk is full");
}

TEST_CASE("a step that failed without words, and one that was cut off, are causes as well", "[release]") {
  Release silent = open_release();
  end_as_failed(silent, {step("stack_up", ReleasePhase::containers, StepOutcome::failed)}, {}, now);
  CHECK(silent.failure_cause == "stack_up failed, and did not say why");
  Release cut_off = open_release();
  end_as_failed(cut_off, {step("stack_up", ReleasePhase::containers, StepOutcome::running)}, {}, now);
  CHECK(cut_off.failure_cause ==
        "stack_up was cut off: it began at 2025-10-31T02:35:04Z, and never told how it ended");
}

TEST_CASE("a release that is deployed once more and fails stays deployed as it was", "[release]") {
  Release release = test::ReleaseStory().deploy("v1").releases.back();
  release.rerun = Rerun{"ci@controller", "2025-10-31T02:38:04Z", ""};
  const Release before = release;
  CHECK(end_as_failed(release, cut_off_behind_a_failure, {"no", ""}, now).empty());
  CHECK(release.state == ReleaseState::deployed);
  CHECK(release.rerun->failed == "2025-10-31T02:40:04Z");
  CHECK(release.timeline == before.timeline);
  CHECK(release.finished == before.finished);
}

TEST_CASE("how long a step took is known when both its times are", "[release]") {
  CHECK(seconds_of({"a", "changed", "2025-10-31T02:35:04Z", "2025-10-31T02:35:04Z"}) == 0);
  CHECK_FALSE(seconds_of({"a", "running", "2025-10-31T02:35:04Z", ""}));
  CHECK_FALSE(seconds_of({"a", "done", "", ""}));
  CHECK_FALSE(
      seconds_of({"a", "changed", "2025-10-31T02:35:04Z", "2025-10-31T02:35:03Z"}));  // a clock set back
}

TEST_CASE("a release of which nothing was noted keeps the timeline that it has", "[release]") {
  Release release = open_release();
  release.timeline = {{"pull", "done", "", ""}};
  note_steps(release, {});
  CHECK(release.timeline.size() == 1);
  note_steps(release, cut_off_behind_a_failure);
  CHECK(release.timeline.size() == 3);
}

}  // namespace
