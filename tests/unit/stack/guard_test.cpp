// The guard of a release whose run is gone.
#include "stack/guard.hpp"

#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <deque>

#include "unit/stack_undo/machine.hpp"

using namespace slipway;
using Catch::Matchers::ContainsSubstring;
using test::UndoMachine;

namespace {

using std::chrono::seconds;

/// Time passes as the guard sleeps; what a test planned for a second happens in it.
class EventfulClock final : public Clock {
 public:
  explicit EventfulClock(test::FixedClock& clock) : clock_(clock) {}
  std::deque<std::pair<seconds, std::function<void()>>> events;  // in their order

  std::chrono::system_clock::time_point now() override { return clock_.now(); }
  std::chrono::steady_clock::time_point steady() override { return clock_.steady(); }
  void sleep_until(std::chrono::steady_clock::time_point then) override {
    clock_.sleep_until(then);
    while (!events.empty() && clock_.ticks.time_since_epoch() >= events.front().first) {
      const auto happens = events.front().second;
      events.pop_front();
      happens();
    }
    if (clock_.ticks.time_since_epoch() > seconds(1000)) throw std::runtime_error("the guard never ends");
  }

 private:
  test::FixedClock& clock_;
};

struct Guarded : UndoMachine {
  EventfulClock time{clock};
  System watched{files, processes, engines, web, time, users, system.environment};
  std::optional<seconds> undone_at;

  /// v2 is on its way, and its guard watches until it ends. Returns when that was.
  seconds watch() {
    GuardSettings guard;
    guard.claim = {backups, "v2", "ci"};
    guard.silence = seconds(20);
    guard.host = "web1";
    guard.undo.request.project_src = src;
    guard.undo.request.project = "shop";
    guard.undo.request.release = "v2";
    guard.undo.request.lock.owner = "ci";
    guard.undo.backups_path = backups;
    guard.undo.hidden.mask_env_file = src / ".env";
    guard.undo.hidden.mask_keys = {"SECRET"};
    guard.undo.engine_timeout = seconds(5);
    guard_release(guard, watched);
    return std::chrono::duration_cast<seconds>(clock.ticks.time_since_epoch());
  }

  void at(long second, const std::function<void()>& happens) { time.events.emplace_back(second, happens); }
};

TEST_CASE("a release that has given no sign for the time is undone, and the record says by whom", "[guard]") {
  Guarded shop;
  shop.live();
  shop.containers_changed();
  shop.at(19, [&] { CHECK(shop.image_of("app") == "sha256:app2"); });
  CHECK(shop.watch() <= seconds(30));
  CHECK(shop.image_of("app") == "sha256:app1");
  CHECK(shop.files.content(shop.src / "compose.yml") == UndoMachine::stack_of("v1"));
  const Release ended = shop.on_record("v2");
  CHECK(ended.state == ReleaseState::failed);
  CHECK(ended.undone_by == "guard@web1");
  CHECK(shop.failure()["cause"] ==
        "the run of ci gave no sign of life for 20 s, so the guard on web1 undid the release");
}

TEST_CASE("each step that begins or ends is a sign", "[guard]") {
  Guarded shop;
  shop.live();
  shop.begun({});
  for (const long second : {15L, 30L, 45L})
    shop.at(second, [&] {
      CHECK(shop.on_record("v2").state == ReleaseState::started);
      shop.note(UndoMachine::files_step());
    });
  CHECK(shop.watch() >= seconds(65));
  CHECK(shop.on_record("v2").state == ReleaseState::failed);
}

TEST_CASE("a run that says that it goes on gives a sign", "[guard]") {
  Guarded shop;
  shop.live();
  shop.begun({UndoMachine::files_step()});
  for (const long second : {15L, 30L, 45L})
    shop.at(second, [&] {
      CHECK(shop.on_record("v2").state == ReleaseState::started);
      give_sign_of_life(shop.files, shop.backups / "v2");
    });
  CHECK(shop.watch() >= seconds(65));
}

TEST_CASE("a step that takes long, and another undoing, are signs as well", "[guard]") {
  Guarded shop;
  shop.live();
  shop.containers_changed();
  shop.files.held_by_others = [&](const Path& path, FolderHold how) {
    return path == shop.backups / "v2" && how == FolderHold::alone &&
           shop.clock.ticks.time_since_epoch() < seconds(100);
  };
  shop.at(99, [&] { CHECK(shop.on_record("v2").state == ReleaseState::started); });
  CHECK(shop.watch() >= seconds(100));
  CHECK(shop.image_of("app") == "sha256:app1");
}

TEST_CASE("a guard ends with its release, and touches nothing", "[guard]") {
  Guarded shop;
  shop.live();
  shop.files_written();
  const std::string written = UndoMachine::stack_of("v2");
  SECTION("that went well") {
    shop.at(5, [&] { shop.record("v2", "deployed"); });
  }
  SECTION("that failed") {
    shop.at(5, [&] { shop.record("v2", "failed"); });
  }
  SECTION("that somebody else has taken over") {
    shop.at(5, [&] { shop.record("v2", "started", "somebody else", true); });
  }
  SECTION("whose record is gone") {
    shop.at(5, [&] { REQUIRE(shop.files.remove_tree(shop.backups / "v2")); });
  }
  CHECK(shop.watch() == seconds(5));
  CHECK(shop.files.content(shop.src / "compose.yml") == written);
}

TEST_CASE("a clock that is set moves no guard", "[guard]") {
  Guarded shop;
  shop.live();
  shop.files_written();
  const auto by = GENERATE(std::chrono::hours(-24), std::chrono::hours(24));
  shop.at(10, [&] { shop.clock.time += by; });
  shop.at(19, [&] { CHECK(shop.on_record("v2").state == ReleaseState::started); });
  CHECK(shop.watch() <= seconds(21));
  CHECK(shop.on_record("v2").state == ReleaseState::failed);
}

TEST_CASE("while the engine is away a guard tries again", "[guard]") {
  Guarded shop;
  shop.live();
  shop.containers_changed();
  shop.engine.goes_away(0, 60, Error{"cannot connect to the engine", ECONNREFUSED});
  CHECK(shop.watch() >= seconds(60));
  CHECK(shop.image_of("app") == "sha256:app1");
  CHECK(shop.on_record("v2").state == ReleaseState::failed);
}

stack_backup::Args record_of(const UndoMachine& shop, const std::string& state) {
  stack_backup::Args args;
  args.project_src = shop.src;
  args.files = {"compose.yml"};
  args.project_name = "shop";
  args.backups_path = shop.backups;
  args.name = "v2";
  args.state = state;
  args.owner = "ci";
  args.include = {".env"};
  return args;
}

TEST_CASE("services that the release brought go with it", "[guard]") {
  UndoMachine shop;
  shop.live();
  auto begin = record_of(shop, "started");
  begin.guard = 20;
  REQUIRE(shop.run(stack_backup::module(), begin));
  shop.note(UndoMachine::files_step());
  shop.note(UndoMachine::up_step());
  shop.write("v2", {{"worker", {{"image", "r.example/app:v2"}}}});
  shop.up();
  REQUIRE(shop.image_of("worker") == "sha256:app2");
  shop.processes.left_behind.front().second();
  CHECK(shop.on_record("v2").undone_by == "guard@web1");
  CHECK(shop.image_of("worker") == "-");
  CHECK(shop.image_of("app") == "sha256:app1");
}

TEST_CASE("no step, and no end, of a release that is being undone", "[guard]") {
  UndoMachine shop;
  shop.live();
  shop.files_written();
  shop.files.held_by_others = [&](const Path&, FolderHold) { return true; };
  const std::string why = "release 'v2' is being undone at this moment";
  const auto begun =
      begin_step(shop.files, {shop.backups, "v2", "ci"}, {"stack_up", ReleasePhase::containers});
  REQUIRE_FALSE(begun);
  CHECK_THAT(begun.error().message, ContainsSubstring(why));
  const auto ended = shop.run(stack_backup::module(), record_of(shop, "deployed"));
  REQUIRE_FALSE(ended);
  CHECK_THAT(ended.error().message, ContainsSubstring(why));
  CHECK(shop.files.changes.empty());
}

TEST_CASE("an undoing waits for who is at work, and says so when that takes too long", "[guard]") {
  UndoMachine shop;
  shop.live();
  shop.containers_changed();
  const auto begin = shop.clock.ticks;
  long busy = 30;
  shop.files.held_by_others = [&](const Path&, FolderHold) {
    return shop.clock.ticks - begin < seconds(busy);
  };
  auto with = shop.args("", "interrupted");
  with.timeout = 100;
  SECTION("it ends in time") {
    CHECK(shop.call(with).values["undone"] == true);
    CHECK(shop.clock.ticks - begin >= seconds(30));
  }
  SECTION("it does not") {
    busy = 1000;
    const auto result = shop.call(with);
    CHECK(result.failed);
    CHECK_THAT(result.msg, ContainsSubstring("has been at work on it for 100 s"));
    CHECK(shop.image_of("app") == "sha256:app2");
  }
}

TEST_CASE("a run whose release its guard has undone is told so", "[guard]") {
  Guarded shop;
  shop.live();
  shop.containers_changed();
  shop.watch();
  CHECK_THAT(shop.call(shop.args("the connection was lost")).msg,
             ContainsSubstring("guard@web1 has taken this release over"));
}

}  // namespace
