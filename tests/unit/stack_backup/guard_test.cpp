// The guard that stack_backup leaves behind.
#include <catch2/matchers/catch_matchers_string.hpp>

#include "unit/support/shop.hpp"

using namespace slipway;
using Catch::Matchers::ContainsSubstring;
using test::Shop;

namespace {

stack_backup::Args guarded(const Shop& shop, long seconds, const std::string& state = "started") {
  auto args = shop.args("v2", state);
  args.guard = seconds;
  return args;
}

TEST_CASE("a guard stays behind with the release, and none in a dry run or without one asked for",
          "[stack_backup]") {
  Shop shop;
  REQUIRE(shop.call(guarded(shop, 20), true));
  CHECK(shop.processes.left_behind.empty());
  REQUIRE(shop.call(guarded(shop, 20)));
  REQUIRE(shop.processes.left_behind.size() == 1);
  CHECK(shop.processes.left_behind.front().first == "slipway-guard");
  shop.record("v2", {"deployed"});
  shop.processes.left_behind.front().second();  // which ends at once, for so has the release
  CHECK(shop.on_record("v2").state == ReleaseState::deployed);
  shop.record("v3", {"started"});
  CHECK(shop.processes.left_behind.size() == 1);
}

TEST_CASE("a run that goes on with its release leaves a guard as well", "[stack_backup]") {
  Shop shop;
  shop.record("v2", {"started"});
  const auto again = shop.call(guarded(shop, 20));
  REQUIRE(again);
  CHECK_FALSE(again->changed);
  CHECK(shop.processes.left_behind.size() == 1);
}

TEST_CASE("a rollback that has nothing to undo needs no guard", "[stack_backup]") {
  Shop shop;
  auto args = guarded(shop, 20);
  args.kind = "rollback";
  args.restores = "auto";
  REQUIRE(shop.call(args));
  CHECK(shop.processes.left_behind.empty());
}

TEST_CASE("a guard brings the stack back as the run that left it would", "[stack_backup]") {
  Shop shop;
  auto args = guarded(shop, 20);
  args.strategy = "together";
  args.probe = "engine";
  args.timeout = 50;
  args.health_timeout = 70;
  const auto request = stack_backup::request_from(args, shop.system);
  REQUIRE(request);
  const BringUpSettings& settings = request->guard->undo.bring_up;
  CHECK(settings.strategy == Strategy::together);
  CHECK(settings.probe == Probe::engine);
  CHECK(settings.timeout == std::chrono::seconds(50));
  CHECK(settings.health.timeout == 70);
  CHECK(settings.remove_orphans);
}

TEST_CASE("a guard that makes no sense is refused before anything is written", "[stack_backup]") {
  Shop shop;
  const auto said = [&](const stack_backup::Args& args) {
    const auto result = shop.call(args);
    REQUIRE_FALSE(result);
    CHECK(shop.files.changes.empty());
    return result.error().message;
  };
  for (const long seconds : {-1L, 9L, 700000L})
    CHECK_THAT(said(guarded(shop, seconds)), ContainsSubstring("give 0 for none, or 10 to 604800 seconds"));
  CHECK_THAT(said(guarded(shop, 20, "failed")), ContainsSubstring("leave it out with state=failed"));
  auto endless = guarded(shop, 20);
  endless.timeout = 0;
  CHECK_THAT(said(endless), ContainsSubstring("timeout: write a number of seconds from 1 to 604800, not 0"));
  shop.files.put("/proc/self/cgroup", "0::/user.slice/user-1000.slice/session-3.scope\n");
  shop.processes.answer = [](const Command&) { return CommandOutcome{0, "KillUserProcesses=yes\n", ""}; };
  CHECK_THAT(said(guarded(shop, 20)), ContainsSubstring("systemd would end it with the connection"));
}

}  // namespace
