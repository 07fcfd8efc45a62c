// The deploy lock as stack_backup keeps it: who may write what while a release is unfinished.
#include <catch2/matchers/catch_matchers_string.hpp>

#include "unit/support/shop.hpp"

using namespace slipway;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;
using test::Shop;

namespace {

const char* const other = "other@host";

stack_backup::Args breaking(stack_backup::Args args) {
  args.break_lock = true;
  return args;
}

TEST_CASE("an ended record was rewritten while another owner held the lock", "[stack_backup]") {
  Shop shop;
  shop.record("v1", {"started", "deployed"});
  shop.record("v2", {"started"}, other);
  auto ended = shop.args("v1", "deployed");
  CHECK_FALSE(shop.call(ended)->changed);  // which changes nothing, and harms nobody
  const std::string expected =
      "release 'v1' has ended, and its record stays as it is now: the deploy 'v2' of project 'shop' was "
      "started "
      "by other@host at 2025-10-31T02:35:04Z and has not ended; wait for it";
  for (const char* state : {"failed", "rolled_back"})
    CHECK_THAT(shop.refusal(shop.args("v1", state)), StartsWith(expected));
  ended.metadata = {{"Git Commit", "1234"}};
  CHECK_THAT(shop.refusal(ended), StartsWith(expected));
  CHECK(shop.on_record("v1").state == ReleaseState::deployed);
  CHECK(shop.call(breaking(shop.args("v1", "rolled_back", other)))->changed);  // who holds the lock may
}

TEST_CASE("anybody could make a deployed release one that failed, and another one live", "[stack_backup]") {
  Shop shop;
  shop.record("v1", {"started", "deployed"});
  for (const char* state : {"failed", "rolled_back"})
    CHECK(shop.refusal(shop.args("v1", state, other)) ==
          std::string("release 'v1' of ci@controller is deployed, and not other@host's to make ") + state +
              "; give that owner, or break_lock=true, or undo it by a rollback");
  CHECK(shop.settle(breaking(shop.args("v1", "failed", other))).changed);
  CHECK_THAT(shop.refusal(shop.args("v1", "rolled_back", other)),
             StartsWith("release 'v1' of ci@controller"));
  CHECK(shop.settle(shop.args("v1", "rolled_back")).changed);
}

TEST_CASE("the files of a newer release were recorded as those of an older one", "[stack_backup]") {
  Shop shop;
  shop.record("v1", {"started", "deployed"});
  shop.files.put(shop.src / ".env", "SECRET=of v2\n", 0600);
  shop.record("v2", {"started", "deployed"});
  CHECK_THAT(shop.refusal(shop.args("v1", "deployed")),
             StartsWith("release 'v1' was deployed before 'v2', and"));
  CHECK(shop.files.content(shop.backups / "v1/deployed/.env") == "SECRET=hunter2\n");
}

TEST_CASE("before/ was what stood there before a whole other deployment", "[stack_backup]") {
  Shop shop;
  auto plan = stack_backup::plan(shop.args("v2", "started"), shop.system);
  REQUIRE(plan);
  shop.record("v1", {"started"}, other);
  shop.files.put(shop.src / ".env", "SECRET=of v1\n", 0600);
  shop.compose_config.output = "name: shop\nservices: {new: {}}\n";
  shop.engine.put(test::container_document("shop-app-1", "app", {{"Config", {{"Image", "shop/app:v9"}}}}));
  shop.record("v1", {"deployed"}, other);
  REQUIRE(stack_backup::apply(*plan, shop.system));
  CHECK(shop.files.content(shop.backups / "v2/before/.env") == "SECRET=of v1\n");
  CHECK(shop.files.content(shop.backups / "v2/docker-compose-config.yml") == shop.compose_config.output);
  CHECK(shop.on_record("v2").before.images.at(0).reference == "shop/app:v9");
  CHECK(shop.on_record("v2").live_before == "v1");
}

TEST_CASE("a release that is deployed once more did not hold the lock", "[stack_backup]") {
  Shop shop;
  shop.record("v1", {"started", "deployed"});
  const auto manifest = shop.files.content(shop.backups / "v1/manifest.json");
  const auto rerun = shop.settle(shop.args("v1", "started", other));
  CHECK_FALSE(rerun.changed);  // holding the lock is no change
  CHECK(rerun.values["state"] == "deployed");
  CHECK(rerun.values["owner"] == other);
  CHECK_THAT(shop.refusal(shop.args("v2", "started")), ContainsSubstring("was started by other@host"));
  CHECK_THAT(shop.refusal(shop.args("v1", "failed")), ContainsSubstring("so ci@controller cannot end it"));
  auto deployed = shop.args("v1", "deployed", other);
  shop.note("v1", {"stack_pull", ReleasePhase::opened, StepOutcome::unchanged}, other);
  CHECK_FALSE(shop.settle(deployed).changed);
  CHECK(shop.files.content(shop.backups / "v1/manifest.json") == manifest);
  CHECK(shop.call(shop.args("v2", "started"))->changed);
}

TEST_CASE("a rerun that failed leaves its release deployed as it was", "[stack_backup]") {
  Shop shop;
  shop.record("v1", {"started", "deployed"});
  shop.record("v1", {"started"});
  shop.note("v1", {"stack_up", ReleasePhase::containers, StepOutcome::failed, "", "", "app is unhealthy"});
  shop.files.put(shop.src / ".env", "SECRET=half edited\n", 0600);
  auto failed = shop.args("v1", "failed");
  failed.metadata = {{"Stack Deploy", "FAILED"}};
  const auto ended = shop.settle(failed);
  CHECK_FALSE(ended.changed);
  CHECK(ended.values["state"] == "deployed");
  const Release release = shop.on_record("v1");
  CHECK(release.state == ReleaseState::deployed);
  CHECK(release.metadata.empty());
  CHECK(release.failure_sha256.empty());
  CHECK(release.rerun == Rerun{"ci@controller", "2025-10-31T02:35:04Z", "2025-10-31T02:35:04Z"});
  CHECK(shop.call(shop.args("v2", "started")));
}

TEST_CASE("an unfinished release is taken over under another name, ended, and named in a warning",
          "[stack_backup]") {
  Shop shop;
  shop.record("v1", {"started"});
  CHECK_THAT(shop.refusal(shop.args("v2", "started", other)),
             ContainsSubstring("take it over with break_lock=true"));
  const auto taken = shop.settle(breaking(shop.args("v2", "started", other)));
  CHECK(taken.values["taken_over"] == ansible::Json{"v1"});
  REQUIRE(taken.warnings.size() == 1);
  CHECK_THAT(taken.warnings[0],
             StartsWith("the unfinished release 'v1' of ci@controller was taken over by other@host, and the "
                        "stack may be as it left it; stack_restore with name=v1 to=before"));
  CHECK(shop.on_record("v1").state == ReleaseState::failed);
  CHECK(shop.on_record("v2").owner == other);
  CHECK_THAT(shop.refusal(shop.args("v1", "deployed")),
             ContainsSubstring("has ended as failed (other@host took it over at 2025-10-31T02:35:04Z)"));
}

TEST_CASE("an unfinished release is taken over under its own name, and keeps what was there before",
          "[stack_backup]") {
  Shop shop;
  shop.record("v1", {"started"});
  shop.note("v1", {"stack_up", ReleasePhase::containers, StepOutcome::failed, "", "", "app is unhealthy"});
  shop.files.put(shop.src / ".env", "SECRET=half edited\n", 0600);
  const auto taken = shop.settle(breaking(shop.args("v1", "started", other)));
  CHECK(taken.changed);
  CHECK(taken.values["resumed"] == true);
  CHECK(taken.values["taken_over"] == ansible::Json{"v1"});
  CHECK(shop.files.content(shop.backups / "v1/before/.env") == "SECRET=hunter2\n");
  CHECK_THAT(
      shop.refusal(shop.args("v1", "failed")),
      ContainsSubstring("(other@host took it over at 2025-10-31T02:35:04Z), so ci@controller cannot end it"));
  CHECK(shop.call(shop.args("v1", "failed", other))->changed);
}

TEST_CASE("after lock_timeout a release may be taken over without break_lock", "[stack_backup]") {
  Shop shop;
  shop.record("v1", {"started"});
  shop.clock.advance(std::chrono::seconds(3599));
  CHECK_THAT(shop.refusal(shop.args("v2", "started", other)),
             ContainsSubstring("the 3600 s of lock_timeout"));
  shop.clock.advance(std::chrono::seconds(1));
  CHECK(shop.call(shop.args("v2", "started", other))->values["taken_over"] == ansible::Json{"v1"});
}

TEST_CASE("break_lock takes nothing when nothing is held", "[stack_backup]") {
  Shop shop;
  const auto begun = shop.settle(breaking(shop.args("v1", "started")));
  CHECK(begun.values["taken_over"].empty());
  CHECK(begun.warnings.empty());
}

TEST_CASE("a clock that is set back keeps the order of releases and the lock", "[stack_backup]") {
  Shop shop;
  shop.record("v1", {"started", "deployed"});
  shop.clock.time -= std::chrono::hours(24);
  shop.record("v2", {"started"});
  CHECK(shop.on_record("v2").sequence == 2);
  shop.clock.time -= std::chrono::hours(24);
  CHECK_THAT(shop.refusal(shop.args("v3", "started", other)), ContainsSubstring("has not ended"));
}

TEST_CASE("the number of a record that was moved away is not given out again", "[stack_backup]") {
  Shop shop;
  shop.record("v1", {"started", "deployed"});
  shop.record("v2", {"started"});
  CHECK(shop.files.content(shop.backups / ".sequence") == "2\n");
  CHECK(shop.files.mode(shop.backups / ".sequence") == 0600);
  std::erase_if(shop.files.nodes, [](const auto& node) { return node.first.starts_with("/srv/backups/v2"); });
  shop.record("v3", {"started"});
  CHECK(shop.on_record("v3").sequence == 3);
}

TEST_CASE("a file of numbers that nobody can read does not stop a release", "[stack_backup]") {
  for (const char* text : {"", "x\n", "-1\n", "99999999999999999999\n", "1\n2\n"}) {
    Shop shop;
    shop.record("v1", {"started", "deployed"});
    shop.files.put(shop.backups / ".sequence", text);
    shop.record("v2", {"started"});
    CHECK(shop.on_record("v2").sequence == 2);
    CHECK(shop.files.content(shop.backups / ".sequence") == "2\n");
  }
}

TEST_CASE("a lock_timeout below 0 and an empty owner are refused", "[stack_backup]") {
  Shop shop;
  auto bad = shop.args("v1", "started");
  bad.lock_timeout = -1;
  CHECK_THAT(shop.refusal(bad), StartsWith("lock_timeout is negative"));
  CHECK_THAT(shop.refusal(shop.args("v1", "started", "")), StartsWith("owner: it is empty"));
}

}  // namespace
