// What of the options and the environment can be on record.
#include <catch2/catch_test_macros.hpp>

#include "unit/support/shop.hpp"

using namespace slipway;
using test::Shop;

namespace {

TEST_CASE("a user whose name is not UTF-8 could not end their own release", "[stack_backup]") {
  Shop shop;
  shop.system.environment["LOGNAME"] = "m\xff";
  auto args = shop.args("v1", "started");
  args.owner.reset();
  CHECK(shop.settle(args).values["owner"] == "root@web1");
  shop.system.environment["USER"] = "deploy";
  CHECK(shop.call(shop.args("v2", "started"), true).error().message.find("root@web1") != std::string::npos);
  shop.system.environment.erase("USER");
  args.state = "deployed";
  CHECK(shop.settle(args).changed);
  CHECK(shop.on_record("v1").user == "root");
}

TEST_CASE("without USER, LOGNAME and SUDO_USER two people were one owner, called unknown", "[stack_backup]") {
  Shop shop;
  shop.system.environment.erase("LOGNAME");
  auto args = shop.args("v1", "started");
  args.owner.reset();
  shop.users.me.uid = 1000;
  CHECK(shop.settle(args).values["owner"] == "deploy@web1");
  CHECK(shop.on_record("v1").user == "deploy");
  shop.users.me.uid = 4711;  // an account that /etc/passwd does not have
  const auto other = shop.call(args);
  REQUIRE_FALSE(other);
  CHECK(other.error().message.find("was started by deploy@web1") != std::string::npos);
  args.break_lock = true;
  CHECK(shop.settle(args).values["owner"] == "uid-4711@web1");
}

TEST_CASE("a file whose name is not UTF-8 was recorded under another name", "[stack_backup]") {
  Shop shop;
  auto args = shop.args("v1", "started");
  args.include = {"m\xff.env"};
  CHECK(shop.refusal(args) == "'m\xff.env' is no UTF-8 text, so no record can name it; rename the file");
  args.include.clear();
  args.files.emplace_back("m\xff.yml");
  CHECK(shop.refusal(args).ends_with("so no record can name it; rename the file"));
}

TEST_CASE("two keys of the metadata that were one on record said changed for ever", "[stack_backup]") {
  Shop shop;
  auto args = shop.args("v1", "started");
  args.metadata = {{"a b", 1}, {"a\nb", 2}};
  CHECK(shop.refusal(args) == "metadata: 'a b' is given twice, once with a line break in it; leave one out");
}

}  // namespace
