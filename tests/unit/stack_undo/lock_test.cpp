// Whose a release is to undo.
#include <catch2/matchers/catch_matchers_string.hpp>

#include "unit/stack_undo/machine.hpp"

using namespace slipway;
using Catch::Matchers::ContainsSubstring;
using test::UndoMachine;

namespace {

std::string words_of(UndoMachine& shop, const stack_undo::Args& with) {
  const auto result = shop.call(with);
  CHECK_FALSE(result.changed);
  CHECK(shop.files.changes.empty());
  return result.msg;
}

TEST_CASE("a release that somebody else has taken over is left to them", "[stack_undo]") {
  UndoMachine shop;
  shop.live();
  shop.files_written();
  shop.record("v2", "started", "somebody else", true);
  const std::string left =
      "somebody else has taken this release over, so the stack was left to that run. Live "
      "is release v1.";
  CHECK(words_of(shop, shop.args("it failed")) == "Release v2 failed: it failed. " + left);
  auto with_force = shop.args("it failed");
  with_force.break_lock = true;  // as the role hands it over to all modules
  CHECK_THAT(words_of(shop, with_force), ContainsSubstring(left));
  shop.record("v2", "failed", "somebody else");
  CHECK_THAT(words_of(shop, shop.args("it failed")), ContainsSubstring(left));
  CHECK(shop.files.content(shop.src / "compose.yml") == UndoMachine::stack_of("v2"));
}

TEST_CASE("a release that another run of the same owner has ended is left to that", "[stack_undo]") {
  UndoMachine shop;
  shop.live();
  shop.files_written();
  shop.record("v2", "failed");
  CHECK_THAT(words_of(shop, shop.args("it failed")),
             ContainsSubstring("Another run of ci has taken this release over, so the stack was left to that "
                               "run."));
}

TEST_CASE("somebody else's release is not ours to undo by its name", "[stack_undo]") {
  UndoMachine shop;
  shop.live();
  shop.files_written("somebody else");
  CHECK_THAT(words_of(shop, shop.args("it is held")),
             ContainsSubstring("The running stack was not touched."));
  CHECK(words_of(shop, shop.args()) ==
        "nothing to undo: release v2 is somebody else's, since 2025-10-31T02:35:04Z");
  auto forced = shop.args();
  forced.break_lock = true;
  CHECK(shop.call(forced).values["undone"] == true);
}

TEST_CASE("an interrupted release of this owner is repaired, and its message says what was", "[stack_undo]") {
  UndoMachine shop;
  shop.live();
  shop.files_written();
  const auto with = shop.args("", "interrupted");
  const auto previewed = shop.call(with, true);
  CHECK_FALSE(previewed.failed);
  CHECK(previewed.msg ==
        "Check mode: an earlier run of ci left release v2 unfinished. A real run would put the stack back as "
        "it "
        "was before that one; what comes after cannot be previewed.");
  CHECK(previewed.values["interrupted"] == "v2");
  const auto result = shop.settle(with);
  CHECK_FALSE(result.failed);
  CHECK(result.values["interrupted"] == "v2");
  CHECK(result.msg ==
        "Release v2, which ci left unfinished, has ended, and the stack is as it was before. Of its files "
        "these "
        "were new, and are put back or removed: /srv/shop/compose.yml, /srv/shop/.env.");
  const auto again = shop.call(with);
  CHECK(again.values["interrupted"].is_null());
  CHECK(again.msg == "nothing to undo: no release is unfinished");
}

TEST_CASE("what was cut off is named as the cause", "[stack_undo]") {
  UndoMachine shop;
  shop.live();
  shop.containers_changed();
  shop.call(shop.args("", "interrupted"));
  CHECK_THAT(shop.failure()["cause"].get<std::string>(), ContainsSubstring("stack_up was cut off"));
}

TEST_CASE("an interrupted release of somebody else waits for its time to be over", "[stack_undo]") {
  UndoMachine shop;
  shop.live();
  shop.files_written("somebody else");
  auto with = shop.args("", "interrupted");
  CHECK(words_of(shop, with) ==
        "nothing to undo: release v2 is somebody else's, since 2025-10-31T02:35:04Z, and may still be under "
        "way");
  shop.clock.advance(std::chrono::hours(1));
  const auto result = shop.call(with);
  CHECK_THAT(result.msg, ContainsSubstring("Release v2, which somebody else left unfinished, has ended"));
  CHECK(shop.on_record("v2").taken_over.back().by == "ci");
}

TEST_CASE("the project is that of the folder's records", "[stack_undo]") {
  UndoMachine shop;
  shop.live();
  shop.files_written();
  auto with = shop.args("", "interrupted");
  with.project_name.reset();
  CHECK(shop.call(with).values["undone"] == true);
}

TEST_CASE("a release that is on record as deployed is not undone", "[stack_undo]") {
  UndoMachine shop;
  shop.live();
  CHECK_THAT(words_of(shop, shop.args("it failed", "v1")),
             ContainsSubstring("It is on record as deployed, and nothing was put back. Live is release v1."));
}

TEST_CASE("a lock that is broken while the stack comes back leaves the record to whoever broke it",
          "[stack_undo]") {
  UndoMachine shop;
  shop.live();
  shop.containers_changed();
  const auto compose = shop.processes.answer;
  bool taken = false;
  shop.processes.answer = [&](const Command& command) {
    const bool is_up = std::find(command.argv.begin(), command.argv.end(), "up") != command.argv.end();
    if (is_up && !std::exchange(taken, true)) {
      const auto kept = shop.files.changes;
      shop.record("v2", "started", "somebody else", true);
      shop.files.changes = kept;
    }
    return compose(command);
  };
  const auto result = shop.call(shop.args("it failed"));
  CHECK_THAT(result.msg, ContainsSubstring("somebody else has taken this release over"));
  CHECK(hold_of(shop.on_record("v2"))->owner == "somebody else");
}

TEST_CASE("records that cannot be read keep no cause from being told", "[stack_undo]") {
  UndoMachine shop;
  shop.live();
  shop.files_written();
  shop.files.put(shop.backups / "v2/manifest.json", "{\"cut");
  const auto result = shop.call(shop.args("it failed"));
  CHECK(result.failed);
  CHECK_THAT(result.msg,
             ContainsSubstring("Release v2 failed: it failed. What it did to the stack is not known"));
  const auto module = stack_undo::module();
  CHECK_FALSE(module.plan(shop.args(), shop.system));
}

}  // namespace
