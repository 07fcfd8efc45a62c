// The list of a release's steps, and how far they came.
#include "release/steps.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "unit/support/memory_files.hpp"

using namespace slipway;
using Catch::Matchers::ContainsSubstring;

namespace {

const Path record = "/backups/v1";

ReleaseStep step(ReleasePhase phase, StepOutcome outcome) {
  return {"some_module", phase, outcome, "2025-10-31T02:35:04Z", "", "", {}};
}

TEST_CASE("what is written of the steps reads back", "[release]") {
  test::MemoryFiles files;
  files.put_folder(record, 0700);
  CHECK(read_steps(files, record)->empty());  // a record of before knows none

  std::vector<ReleaseStep> steps{step(ReleasePhase::files, StepOutcome::changed),
                                 step(ReleasePhase::containers, StepOutcome::failed)};
  steps[0].ended = "2025-10-31T02:35:05Z";
  steps[1].message = "app is unhealthy";
  steps[1].evidence = {{"services", {{{"service", "app"}, {"exit_code", 1}}}}};
  steps[0].watch = {{"requests", 412}, {"failures", {{{"what", "answered 502"}, {"count", 3}}}}};
  steps[1].parts = {{"db", "create", 0, 0.63, true}, {"app", "recreate", 0.63, 11.5, false}};
  REQUIRE(write_steps(files, record, steps));
  CHECK(*read_steps(files, record) == steps);
  CHECK(files.mode(record / steps_file) == 0600);
}

TEST_CASE("a step that watched nothing has no watch in its record", "[release]") {
  test::MemoryFiles files;
  files.put_folder(record, 0700);
  REQUIRE(write_steps(files, record, {step(ReleasePhase::files, StepOutcome::changed)}));
  CHECK(files.content(record / steps_file)->find("watch") == std::string::npos);
  CHECK(read_steps(files, record)->at(0).watch.is_null());
}

TEST_CASE("a list of steps that cannot be read is an error, and no empty list", "[release]") {
  test::MemoryFiles files;
  files.put_folder(record, 0700);
  for (const std::string text : {"", "{}", "[1]", "[{}]", R"([{"phase": "files", "outcome": "won"}])",
                                 R"([{"phase": 1, "outcome": 2}])"}) {
    files.put(record / steps_file, text);
    CHECK_THAT(read_steps(files, record).error().message,
               ContainsSubstring("is no list of a release's steps"));
  }
  files.put(record / steps_file, std::string(200000, '['));  // ended in a crash, if it was parsed to its end
  CHECK_FALSE(read_steps(files, record));
  files.put_link(record / steps_file, "/etc/passwd");
  CHECK_THAT(read_steps(files, record).error().message, ContainsSubstring("is no regular file"));
}

TEST_CASE("parts of a step that cannot be read are left out, and the step stays", "[release]") {
  test::MemoryFiles files;
  files.put_folder(record, 0700);
  const auto parts_of = [&](const std::string& parts) {
    files.put(record / steps_file,
              R"([{"step": "s", "phase": "files", "outcome": "changed", "parts": )" + parts + "}]");
    const auto steps = read_steps(files, record);
    REQUIRE(steps);
    return steps->at(0).parts;
  };
  CHECK(parts_of("5").empty());
  CHECK(parts_of(R"([1, {}, {"what": "a", "did": "pull", "began": "0", "ended": 1, "well": true}])").empty());
  CHECK(parts_of(R"([{"what": 7, "began": 0, "ended": 1, "well": true}])") ==
        std::vector<StepPart>{{"", "", 0, 1, true}});
}

TEST_CASE("how far a release came is what its steps may have done", "[release]") {
  using P = ReleasePhase;
  using O = StepOutcome;
  const auto after = [](std::vector<ReleaseStep> steps) { return phase_after(steps); };
  CHECK(after({}) == P::opened);
  CHECK(after({step(P::opened, O::changed)}) == P::opened);
  for (const O outcome : {O::running, O::changed, O::failed}) {  // one that was killed is running for ever
    CHECK(after({step(P::files, outcome)}) == P::files);
    CHECK(after({step(P::containers, outcome), step(P::files, outcome)}) == P::containers);
  }
  CHECK(after({step(P::files, O::unchanged)}) == P::opened);
  CHECK(after({step(P::files, O::changed), step(P::containers, O::unchanged)}) == P::files);
  CHECK(after({step(P::containers, O::changed), step(P::healthy, O::unchanged)}) == P::healthy);
  for (const O outcome : {O::running, O::failed})
    CHECK(after({step(P::containers, O::changed), step(P::healthy, outcome)}) == P::containers);
}

}  // namespace
