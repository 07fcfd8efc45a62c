// A release that failed or was rolled back, begun again under its own name.
#include <catch2/matchers/catch_matchers_string.hpp>

#include "unit/support/shop.hpp"

using namespace slipway;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;
using test::Shop;

namespace {

/// Begins v1 again as it stands, and sees that nothing was written.
std::string refusal(Shop& shop, const stack_backup::Args& again) {
  const auto manifest = shop.files.content(shop.backups / "v1/manifest.json");
  const std::string message = shop.refusal(again);
  CHECK(shop.files.content(shop.backups / "v1/manifest.json") == manifest);
  return message;
}

TEST_CASE("a release that ended is opened again while the stack is as it was", "[stack_backup]") {
  for (const char* state : {"failed", "rolled_back"}) {
    Shop shop;
    shop.record("v1", {"started", state});
    CHECK(shop.settle(shop.args("v1", "started")).changed);
    CHECK(shop.on_record("v1").state == ReleaseState::started);
  }
}

TEST_CASE("a release was opened again over what had been changed since, which a rollback then lost",
          "[stack_backup]") {
  const auto after = [](const std::function<void(Shop&)>& change) {
    Shop shop;
    shop.record("v1", {"started", "failed"});
    change(shop);
    const std::string message = refusal(shop, shop.args("v1", "started"));
    CHECK_THAT(message, StartsWith("the stack has changed since release 'v1' ended as failed ("));
    return message;
  };
  CHECK_THAT(after([](Shop& shop) { shop.files.put(shop.src / ".env", "SECRET=mine\n", 0600); }),
             ContainsSubstring("('.env' is not as it was), so what its record has from before it is not what "
                               "stands there now; give this release another name"));
  const std::vector<std::function<void(Shop&)>> others{
      [](Shop& shop) { REQUIRE(shop.files.set_mode(shop.src / ".env", 0640)); },
      [](Shop& shop) { REQUIRE(shop.files.set_owner(shop.src / ".env", 1000, 0)); },
      [](Shop& shop) { REQUIRE(shop.files.set_owner(shop.src / ".env", 0, 1000)); },
      [](Shop& shop) { REQUIRE(shop.files.remove(shop.src / ".env")); }};
  for (const auto& other : others) CHECK_THAT(after(other), ContainsSubstring("'.env' is not as it was"));
}

TEST_CASE("a release is not opened again with other files than it kept", "[stack_backup]") {
  Shop shop;
  shop.record("v1", {"started", "failed"});
  auto fewer = shop.args("v1", "started");
  fewer.include = {};
  CHECK_THAT(refusal(shop, fewer), ContainsSubstring("(the list of its files is another)"));
  auto more = shop.args("v1", "started");
  more.include.emplace_back("app.env");
  CHECK_THAT(refusal(shop, more), ContainsSubstring("('app.env' is not as it was)"));
}

TEST_CASE("a first release was opened again over containers that somebody had started since",
          "[stack_backup]") {
  Shop shop;
  const auto containers = shop.engine.containers;
  shop.engine.containers.clear();
  shop.record("v1", {"started", "failed"});
  REQUIRE(shop.on_record("v1").first);
  shop.engine.containers = containers;
  CHECK_THAT(refusal(shop, shop.args("v1", "started")), ContainsSubstring("(the project has containers)"));
  shop.engine.containers.clear();
  CHECK(shop.call(shop.args("v1", "started"))->changed);
}

TEST_CASE("a change between the plan and the lock keeps a release from being opened again",
          "[stack_backup]") {
  Shop shop;
  shop.record("v1", {"started", "failed"});
  auto plan = stack_backup::plan(shop.args("v1", "started"), shop.system);
  REQUIRE(plan);
  shop.files.put(shop.src / ".env", "SECRET=mine\n", 0600);
  CHECK_FALSE(stack_backup::apply(*plan, shop.system));
  CHECK(shop.on_record("v1").state == ReleaseState::failed);
}

}  // namespace
