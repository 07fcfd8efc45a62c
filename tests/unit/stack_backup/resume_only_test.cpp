// resume_only: a deployment that looks whether its lock is still its own.
#include <catch2/matchers/catch_matchers_string.hpp>

#include "unit/support/shop.hpp"

using namespace slipway;
using Catch::Matchers::ContainsSubstring;
using test::Shop;

namespace {

const char* const other = "other@host";

stack_backup::Args still_ours(const Shop& shop, const std::string& name = "v1") {
  auto args = shop.args(name, "started");
  args.resume_only = true;
  return args;
}

std::string not_any_more(const std::string& why) {
  return "the deploy 'v1' of project 'shop' is not being made by ci@controller any more (" + why +
         "); see what is live before you deploy again";
}

TEST_CASE("resume_only goes on with an open record of its owner and changes nothing", "[stack_backup]") {
  Shop shop;
  shop.record("v1", {"started"});
  const auto resumed = shop.settle(still_ours(shop));
  CHECK_FALSE(resumed.changed);
  CHECK(resumed.values["resumed"] == true);
  shop.record("v1", {"deployed", "started"});
  CHECK_FALSE(shop.settle(still_ours(shop)).changed);  // deployed once more
}

TEST_CASE("resume_only renews a lock of its owner that has run out", "[stack_backup]") {
  Shop shop;
  shop.record("v1", {"started"});
  shop.clock.advance(std::chrono::seconds(3600));
  shop.settle(still_ours(shop));
  CHECK(shop.on_record("v1").resumed == "2025-10-31T03:35:04Z");
}

TEST_CASE("a deploy whose record another run had ended opened it again by itself", "[stack_backup]") {
  Shop shop;
  CHECK(shop.refusal(still_ours(shop)) == not_any_more("it has no record"));
  shop.record("v1", {"started", "failed"});
  CHECK(shop.refusal(still_ours(shop)) == not_any_more("its record is failed"));
  shop.record("v1", {"started", "rolled_back"});
  CHECK(shop.refusal(still_ours(shop)) == not_any_more("its record is rolled_back"));
  shop.record("v1", {"started", "deployed"});
  CHECK(shop.refusal(still_ours(shop)) == not_any_more("its record is deployed"));
  CHECK(shop.on_record("v1").state == ReleaseState::deployed);
}

TEST_CASE("resume_only says who took the release over", "[stack_backup]") {
  Shop shop;
  shop.record("v1", {"started"});
  auto taking = shop.args("v2", "started", other);
  taking.break_lock = true;
  REQUIRE(shop.call(taking));
  const auto expected = not_any_more("its record is failed; other@host took it over at 2025-10-31T02:35:04Z");
  CHECK(shop.refusal(still_ours(shop)) == expected);
  shop.record("v2", {"deployed"}, other);
  CHECK(shop.refusal(still_ours(shop)) == expected);
}

TEST_CASE("resume_only takes nothing over, neither by break_lock nor after lock_timeout", "[stack_backup]") {
  Shop shop;
  shop.record("v1", {"started"}, other);
  shop.clock.advance(std::chrono::hours(24));
  auto args = still_ours(shop);
  args.break_lock = true;
  CHECK_THAT(shop.refusal(args), ContainsSubstring("was started by other@host"));
  CHECK(shop.on_record("v1").owner == other);
}

TEST_CASE("resume_only is refused where a record ends, and on a record that cannot be read",
          "[stack_backup]") {
  Shop shop;
  auto ends = still_ours(shop);
  ends.state = "deployed";
  CHECK(shop.refusal(ends) == "resume_only is only for state=started; leave it out");
  shop.files.put(shop.backups / "v1/manifest.json", "{\"cut");
  CHECK_THAT(shop.refusal(still_ours(shop)), ContainsSubstring("cannot be read"));
}

}  // namespace
