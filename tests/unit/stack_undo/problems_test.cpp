// Putting back that fails: the record says so, and the next call repairs it once the cause is gone.
#include <catch2/matchers/catch_matchers_string.hpp>

#include "release/history.hpp"
#include "unit/stack_undo/machine.hpp"
#include "unit/support/answered.hpp"

using namespace slipway;
using Catch::Matchers::ContainsSubstring;
using test::UndoMachine;

namespace {

/// A call that fails, says that the stack is not back, and leaves it so on record.
void fails(UndoMachine& shop, const std::string& problem) {
  const auto result = shop.call(shop.args("app is not well"));
  CHECK(result.failed);
  CHECK(result.values["undone"] == false);
  CHECK_THAT(
      result.msg,
      ContainsSubstring("Release v2 failed: app is not well. Putting the stack back failed as well: ") &&
          ContainsSubstring(problem) &&
          ContainsSubstring("Repair that and bring a release back with rollback.yml; the files of before "
                            "are in /srv/backups/v2/before."));
  const Release v2 = shop.on_record("v2");
  CHECK(v2.state == ReleaseState::failed);
  CHECK_THAT(v2.not_put_back, ContainsSubstring(problem));
  const auto history = release_history(releases_of(*read_releases(shop.files, shop.backups), "shop"));
  CHECK(history.undo == "v2");  // a rollback brings it back, too
  CHECK_THAT(shop.failure()["outcome"].get<std::string>(), ContainsSubstring(problem));
  CHECK(shop.failure()["cause"] == "app is not well");
}

/// The next run repairs it, and keeps why the release had failed.
void is_repaired(UndoMachine& shop) {
  const auto result = shop.settle(shop.args("", "interrupted"));
  CHECK_FALSE(result.failed);
  CHECK_THAT(result.msg, ContainsSubstring("Release v2 failed, and what it did was not put back then; the "
                                           "stack is as it was before."));
  CHECK(shop.image_of("app") == "sha256:app1");
  CHECK(shop.on_record("v2").not_put_back.empty());
  CHECK(shop.failure()["cause"] == "app is not well");
  const auto history = release_history(releases_of(*read_releases(shop.files, shop.backups), "shop"));
  CHECK(history.live == "v1");
  CHECK_THAT(history.undo_reason, ContainsSubstring("in place"));
}

TEST_CASE("an old stack that does not come up is repaired by the next run", "[stack_undo]") {
  UndoMachine shop;
  shop.live();
  shop.containers_changed();
  shop.up_fails = CommandOutcome{1, "", "driver failed programming external connectivity\n"};
  fails(shop, "driver failed programming external connectivity");
  shop.up_fails.reset();
  is_repaired(shop);
}

TEST_CASE("an old stack that is not well is repaired by the next run", "[stack_undo]") {
  UndoMachine shop;
  shop.live();
  shop.containers_changed();
  shop.broken.insert("sha256:app1");
  fails(shop, "app");
  shop.broken.erase("sha256:app1");
  is_repaired(shop);
}

TEST_CASE("a second call with the name repairs as well", "[stack_undo]") {
  UndoMachine shop;
  shop.live();
  shop.containers_changed();
  shop.up_fails = CommandOutcome{1, "", "no room\n"};
  fails(shop, "no room");
  shop.up_fails.reset();
  CHECK(shop.call(shop.args("app is not well")).values["undone"] == true);
  CHECK(shop.image_of("app") == "sha256:app1");
}

TEST_CASE("a file that cannot be written is repaired by the next run", "[stack_undo]") {
  UndoMachine shop;
  shop.live();
  shop.containers_changed();
  shop.files.fault = [](const std::string& operation, const Path& path) {
    return operation == "create" && path.parent_path() == "/srv/shop" ? ENOSPC : 0;
  };
  fails(shop, "/srv/shop");
  shop.files.fault = nullptr;
  is_repaired(shop);
}

TEST_CASE("an image that is gone everywhere is named with its registry", "[stack_undo]") {
  UndoMachine shop;
  shop.live();
  shop.containers_changed();
  const auto image = shop.engine.images["r.example/app:v1"];
  shop.engine.images.erase("r.example/app:v1");
  shop.engine.images.erase("r.example/app@" + UndoMachine::digest('1'));
  fails(shop,
        "the image r.example/app:v1 (service app) of release 'v2' is no longer on this machine, and its "
        "registry does not give it: the registry r.example has no such image");
  shop.engine.pulls["r.example/app " + UndoMachine::digest('1')] = {{.image = image}};
  is_repaired(shop);
}

TEST_CASE("what cannot be put back again may be given up", "[stack_undo]") {
  UndoMachine shop;
  shop.live();
  shop.containers_changed();
  shop.up_fails = CommandOutcome{1, "", "no room\n"};
  fails(shop, "no room");
  auto with = shop.args("", "interrupted");
  const auto again = shop.call(with);
  CHECK(again.failed);
  CHECK_THAT(again.msg,
             ContainsSubstring("Release v2 failed, and putting the stack back fails again: ") &&
                 ContainsSubstring("or give it up with break_lock=true") &&
                 ContainsSubstring("The stack is as that run, and the try to put it back, have left it."));
  with.break_lock = true;
  const auto given_up = shop.call(with);
  CHECK_FALSE(given_up.failed);
  CHECK_THAT(given_up.warnings.back(), ContainsSubstring("no room"));
}

TEST_CASE("without an engine a release stays open, and the next run undoes it first", "[stack_undo]") {
  UndoMachine shop;
  shop.live();
  shop.containers_changed();
  shop.engine.broken = Error{"the engine at unix:///engine.sock does not answer", 0, true};
  const auto result = shop.call(shop.args("app is not well"));
  CHECK_THAT(result.msg, ContainsSubstring("Putting the stack back failed as well: the engine did not answer "
                                           "within the 5 s of engine_timeout: the engine at"));
  CHECK(shop.on_record("v2").state == ReleaseState::started);
  CHECK(shop.files.content(shop.src / "compose.yml") == UndoMachine::stack_of("v2"));
  shop.engine.broken.reset();
  const auto next = shop.settle(shop.args("", "interrupted"));
  CHECK_FALSE(next.failed);
  CHECK(shop.image_of("app") == "sha256:app1");
  CHECK(shop.failure()["cause"] == "app is not well");
}

TEST_CASE("an engine that is on its way back is waited for", "[stack_undo]") {
  UndoMachine shop;
  shop.live();
  shop.containers_changed();
  shop.engine.goes_away(0, 3, Error{"no connection", 0, true});
  CHECK(shop.call(shop.args("app is not well")).values["undone"] == true);
}

TEST_CASE("the evidence of the step that failed is in failure.json, and no secret is", "[stack_undo]") {
  UndoMachine shop;
  shop.live();
  shop.containers_changed();
  auto failed = UndoMachine::up_step(StepOutcome::failed);
  failed.message = "app is not well";
  failed.evidence = {
      {"health", {{{"name", "shop-app-1"}, {"reason", "it exited"}, {"log", {"last words"}}}}}};
  REQUIRE(end_step(shop.files, {shop.backups, "v2", "ci"}, failed));
  auto with = shop.args("app said hunter2-v2 and hunter2-v1");
  with.mask = {"hunter2-v1"};
  const auto result = shop.call(with);
  const std::string text = *shop.files.content(shop.backups / "v2/failure.json");
  CHECK(shop.failure()["containers"][0]["log"][0] == "last words");
  CHECK(text.find("hunter2") == std::string::npos);
  CHECK(shop.files.content(shop.backups / "v2/manifest.json")->find("hunter2") == std::string::npos);
  for (const auto& diff : result.diff) CHECK(diff.before.find("hunter2") == std::string::npos);
}

TEST_CASE("the lines of the metadata say that the release failed", "[stack_undo]") {
  UndoMachine shop;
  shop.live();
  shop.files_written();
  Release release = shop.on_record("v2");
  release.metadata = {{"Git Commit", "abc"}, {"Stack Deploy", "UPDATED"}};
  REQUIRE(update_release(shop.files, shop.backups, release, {}));
  shop.call(shop.args("it failed"));
  CHECK(shop.files.content(shop.backups / "v2/deployment_metadata.txt") ==
        "Git Commit: abc\nStack Deploy: FAILED\nHealth Status: it failed\n");
}

TEST_CASE("options that make no sense are refused", "[stack_undo]") {
  UndoMachine shop;
  const auto refusal = [&](const auto& change) {
    auto with = shop.args();
    change(with);
    return test::message_of(stack_undo::module().plan(with, shop.system));
  };
  CHECK(refusal([](auto& with) { with.engine_timeout = -1; }) ==
        "engine_timeout: write a number of seconds from 0 to 604800, not -1");
  CHECK(refusal([](auto& with) { with.lock_timeout = -1; }) ==
        "lock_timeout is negative; give 0 or more seconds");
  CHECK_THAT(refusal([](auto& with) { with.owner = ""; }), ContainsSubstring("owner: it is empty"));
}

/// Whatever call of the engine fails, the next run without faults ends with the old stack.
TEST_CASE("whatever request to the engine fails, the next run puts the stack back", "[stack_undo]") {
  for (std::size_t fault = 0; fault < 200; ++fault) {
    UndoMachine shop;
    shop.live();
    shop.containers_changed();
    shop.engine.requests.clear();
    shop.engine.fails_at = fault;
    const auto result = shop.call(shop.args("app is not well"));
    INFO("request " << fault << ": " << result.msg);
    CHECK(result.failed);
    const bool was_met = shop.engine.requests.size() > fault;
    shop.engine.fails_at.reset();
    if (result.values["undone"] == false) shop.call(shop.args("", "interrupted"));
    CHECK(shop.image_of("app") == "sha256:app1");
    CHECK_FALSE(hold_of(shop.on_record("v2")));
    CHECK(shop.on_record("v2").not_put_back.empty());
    if (!was_met) return;
  }
  FAIL("there is no end to the requests");
}

/// One run in which a call of the file system fails, or each from there on, and the next run without; returns
/// whether the call came to pass.
bool is_held(UndoMachine& shop, long fault, bool stays) {
  long calls = 0;
  shop.files.fault = [&](const std::string&, const Path&) {
    const long call = calls++;
    return call == fault || (stays && call > fault) ? EIO : 0;
  };
  const auto module = stack_undo::module();
  if (auto plan = module.plan(shop.args("app is not well"), shop.system)) {
    REQUIRE(module.apply(*plan, shop.system));
    CHECK(module.report(*plan).failed);
  }
  shop.files.fault = nullptr;
  const auto next = shop.call(shop.args("", "interrupted"));
  INFO("call " << fault << ": " << next.msg);
  CHECK_FALSE(next.failed);
  CHECK(shop.image_of("app") == "sha256:app1");
  CHECK(shop.files.content(shop.src / "compose.yml") == UndoMachine::stack_of("v1"));
  CHECK_FALSE(hold_of(shop.on_record("v2")));
  return calls > fault;
}

/// Every third call, to be quick.
TEST_CASE("whatever call of the file system fails, the next run puts the stack back", "[stack_undo]") {
  UndoMachine shop;
  shop.live();
  shop.containers_changed();
  const auto nodes = shop.files.nodes;
  const auto containers = shop.engine.containers;
  const auto held = [&](long fault, bool stays) {
    shop.files.nodes = nodes;
    shop.engine.containers = containers;
    return is_held(shop, fault, stays);
  };
  for (long fault = 0; held(fault, fault % 2 == 0); fault += 3) REQUIRE(fault < 3000);
}

}  // namespace
