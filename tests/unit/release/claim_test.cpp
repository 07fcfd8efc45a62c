// Only who holds a release may go on with it, and each step is noted in it.
#include "release/claim.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "unit/support/release_samples.hpp"

using namespace slipway;
using Catch::Matchers::ContainsSubstring;

namespace {

const Path backups = "/backups";
const std::string owner = "ci@controller";

struct Records {
  test::MemoryFiles files;
  test::ReleaseStory story;
  ReleaseClaim claim{backups, "v2", owner};

  Records() {
    files.put_folder(backups, 0700);
    story.deploy("v1").deploy("v2", ReleaseState::started);
    story.write_to(files, backups);
  }

  std::vector<ReleaseStep> steps() { return *read_steps(files, backups / "v2"); }
  std::string refusal(const ReleaseClaim& of) {
    files.changes.clear();
    const auto begun = begin_step(files, of, {"stack_up", ReleasePhase::containers});
    REQUIRE_FALSE(begun);
    for (const auto& change : files.changes) CHECK_THAT(change, ContainsSubstring(lock_file));
    return begun.error().message;
  }
};

TEST_CASE("a step is noted when it begins, and how it ended", "[release]") {
  Records records;
  REQUIRE(begin_step(records.files, records.claim, {"stack_files", ReleasePhase::files}));
  REQUIRE(begin_step(records.files, records.claim, {"stack_up", ReleasePhase::containers}));
  CHECK(records.steps().size() == 2);
  CHECK(records.steps()[1].outcome == StepOutcome::running);

  ReleaseStep ended{"stack_up", ReleasePhase::opened, StepOutcome::failed, "", "2025-10-31T02:35:09Z"};
  ended.message = "app is unhealthy";
  ended.watch = {{"requests", 412}};
  REQUIRE(end_step(records.files, records.claim, ended));
  const ReleaseStep noted = records.steps()[1];
  CHECK(noted.outcome == StepOutcome::failed);
  CHECK(noted.phase == ReleasePhase::containers);  // what it was begun as
  CHECK(noted.message == "app is unhealthy");
  CHECK(noted.watch == ended.watch);
  CHECK(records.steps()[0].outcome == StepOutcome::running);
  CHECK_THAT(end_step(records.files, records.claim, ended).error().message,
             ContainsSubstring("does not say that stack_up began"));
}

TEST_CASE("a name with colons is the record's", "[release]") {
  Records records;
  records.story.deploy("2025-10-31T02-35-04Z", ReleaseState::started).write_to(records.files, backups);
  CHECK(begin_step(records.files, {backups, "2025-10-31T02:35:04Z", owner}, {"stack_up"}));
}

TEST_CASE("whoever does not hold the release is refused before anything is noted", "[release]") {
  Records records;
  CHECK(records.refusal({backups, "v2", "other@host"}) ==
        "nothing was changed: release 'v2' is not other@host's to go on with any more, since ci@controller "
        "holds it, "
        "from 2025-10-31T02:35:04Z on");
  CHECK(records.refusal({backups, "v1", owner}) ==
        "nothing was changed: release 'v1' is not ci@controller's to go on with any more, since it has ended "
        "as "
        "deployed");
  CHECK_THAT(records.refusal({backups, "v3", owner}),
             ContainsSubstring("there is no release 'v3' in '/backups'"));
  CHECK_THAT(records.refusal({backups, "../v2", owner}), ContainsSubstring("../v2"));
  records.files.put(backups / "v2/manifest.json", "{");
  CHECK_THAT(records.refusal(records.claim), ContainsSubstring("the record 'v2' cannot be read"));
}

TEST_CASE("a step that ends after its release was taken over is not noted", "[release]") {
  Records records;
  REQUIRE(begin_step(records.files, records.claim, {"stack_up", ReleasePhase::containers}));
  Release taken = records.story.releases[1];
  taken.state = ReleaseState::failed;
  taken.taken_over = {{owner, "other@host", "2025-10-31T03:00:00Z"}};
  records.files.put(backups / "v2/manifest.json", manifest_text(taken), 0600);
  const ReleaseStep ended{"stack_up", ReleasePhase::containers, StepOutcome::changed};
  CHECK_THAT(end_step(records.files, records.claim, ended).error().message,
             ContainsSubstring("since other@host took it over at 2025-10-31T03:00:00Z"));
  CHECK(records.steps()[0].outcome == StepOutcome::running);
}

TEST_CASE("where the steps of before cannot be read, containers may have been touched", "[release]") {
  Records records;
  records.files.put(backups / "v2" / steps_file, "half a li");
  REQUIRE(begin_step(records.files, records.claim, {"stack_files", ReleasePhase::files}));
  CHECK(phase_after(records.steps()) == ReleasePhase::containers);
}

}  // namespace
