// restores=auto: a rollback that undoes what there is to undo.
#include <catch2/matchers/catch_matchers_string.hpp>

#include "unit/support/shop.hpp"

using namespace slipway;
using Catch::Matchers::ContainsSubstring;
using test::Shop;

namespace {

stack_backup::Args rollback(const Shop& shop, const std::string& name, const std::string& restores = "auto") {
  auto args = shop.args(name, "started");
  args.kind = "rollback";
  args.restores = restores;
  return args;
}

TEST_CASE("a rollback without a name undoes the newest deploy, and returns which", "[stack_backup]") {
  Shop shop;
  shop.record("v1", {"started", "deployed"});
  shop.record("v2", {"started", "deployed"});
  auto args = rollback(shop, "2025-10-31T03:00:00Z");
  const auto begun = shop.settle(args);
  CHECK(begun.changed);
  CHECK(begun.values["restores"] == "v2");
  CHECK(begun.values["restores_to"] == "before");
  CHECK(begun.values["reason"].is_null());
  CHECK(begun.values["name"] == "2025-10-31T03-00-00Z");
  CHECK(begun.values["timestamp"] == "2025-10-31T03:00:00Z");
  CHECK(shop.on_record("2025-10-31T03-00-00Z").restores == Restores{"v2", FileSet::before, "v1"});
}

TEST_CASE("a rollback that is cut off goes on with what it began", "[stack_backup]") {
  Shop shop;
  shop.record("v1", {"started", "deployed"});
  shop.record("v2", {"started", "deployed"});
  REQUIRE(shop.call(rollback(shop, "r", "v1")));  // to v1 as deployed
  const auto resumed = shop.call(rollback(shop, "r"));
  REQUIRE(resumed);
  CHECK_FALSE(resumed->changed);
  CHECK(resumed->values["restores"] == "v1");
  CHECK(resumed->values["restores_to"] == "deployed");
}

TEST_CASE("a rollback with nothing to undo makes no record, and says why and what is live",
          "[stack_backup]") {
  Shop shop;
  const auto nothing = shop.settle(rollback(shop, "r1"));
  CHECK(nothing.values["restores"].is_null());
  CHECK(nothing.values["reason"] == "no release has been deployed yet");
  CHECK(nothing.values["live"].is_null());
  CHECK_FALSE(shop.files.exists(shop.backups));

  shop.record("v1", {"started", "deployed"});
  shop.record("v2", {"started", "failed"});
  for (int run = 0; run < 2; ++run) {
    const auto after_failure = shop.settle(rollback(shop, "r1"));
    CHECK_FALSE(after_failure.changed);
    CHECK(after_failure.values["live"] == "v1");
    CHECK(after_failure.values["name"] == "r1");
    CHECK(after_failure.msg ==
          "Nothing to undo: the newest record, v2, failed, and what was there before it is in place. Live is "
          "v1.");
  }
  CHECK_FALSE(shop.files.exists(shop.backups / "r1"));
}

TEST_CASE("what there is to undo is decided under the lock", "[stack_backup]") {
  Shop shop;
  shop.record("v1", {"started", "deployed"});
  shop.record("v2", {"started", "deployed"});
  auto plan = stack_backup::plan(rollback(shop, "r"), shop.system);
  REQUIRE(plan);
  shop.record("v3", {"started", "failed"});
  REQUIRE(stack_backup::apply(*plan, shop.system));
  CHECK_FALSE(shop.files.exists(shop.backups / "r"));
  CHECK(stack_backup::report(*plan).values["restores"].is_null());
  CHECK_FALSE(stack_backup::report(*plan).changed);
}

TEST_CASE("nothing is undone by guess", "[stack_backup]") {
  Shop shop;
  shop.record("v1", {"started", "deployed"});
  shop.record("v2", {"started", "deployed"});
  shop.record("v3", {"started"}, "other@host");
  auto args = rollback(shop, "r");
  CHECK_THAT(shop.refusal(args), ContainsSubstring("'v3' of project 'shop' was started by other@host"));
  args.break_lock = true;
  CHECK_THAT(shop.refusal(args), ContainsSubstring("it is not certain what a rollback has to undo"));
  shop.record("v3", {"deployed"}, "other@host");
  shop.files.put(shop.backups / "v9/manifest.json", "{\"cut");
  CHECK_THAT(shop.refusal(args), ContainsSubstring("'v9' cannot be read"));
}

TEST_CASE("a release that was never deployed is refused with those that were, newest first",
          "[stack_backup]") {
  Shop shop;
  CHECK(shop.refusal(rollback(shop, "r", "v1")) ==
        "v1 is no release that was deployed. None was deployed yet, so there is nothing to go back to");
  shop.record("v1", {"started", "deployed"});
  shop.record("v2", {"started", "deployed"});
  shop.record("v3", {"started", "failed"});
  for (const char* name : {"v3", "v4"})
    CHECK(shop.refusal(rollback(shop, "r", name)) == std::string(name) +
                                                         " is no release that was deployed. Choose one of "
                                                         "these as restores, newest first: v2, v1");
}

TEST_CASE("all that is wrong with the options of a record is said at once", "[stack_backup]") {
  Shop shop;
  auto args = shop.args("../escape", "started");
  args.lock_timeout = -1;
  args.metadata = {{"Git Commit", {"a", "b"}}};
  args.files.clear();
  const std::string said = shop.refusal(args);
  for (const char* part : {"cannot name a release", "; and lock_timeout is negative",
                           "; and metadata: ", "; and files: the list is empty"})
    CHECK_THAT(said, ContainsSubstring(part));
}

}  // namespace
