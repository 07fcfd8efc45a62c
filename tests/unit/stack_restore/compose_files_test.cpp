// With which compose files the restored set ran.
#include <catch2/catch_test_macros.hpp>

#include "stack_backup/stack_backup.hpp"
#include "stack_restore/stack_restore.hpp"
#include "unit/support/stack_machine.hpp"

using namespace slipway;
using ansible::Json;

namespace {

const Path backups = "/srv/backups";
const Path src = "/srv/shop";

/// v1 ran with base.yml alone, v2 with extra.yml, which is new, and a file outside of the stack, too.
struct Shop : test::StackMachine {
  Shop() {
    files.put(src / "base.yml", "services: {app: {image: shop/app:v1}}\n");
    files.put("/srv/shared.yml", "services: {}\n");
    record("v1", "started", {"base.yml"});
    record("v1", "deployed", {"base.yml"});
    const std::vector<Path> more{"base.yml", "extra.yml", "/srv/shared.yml"};
    record("v2", "started", more);
    files.put(src / "extra.yml", "services: {}\n");
    record("v2", "deployed", more);
  }

  void record(const std::string& name, const std::string& state, const std::vector<Path>& compose_files) {
    stack_backup::Args args;
    args.project_src = src;
    args.files = compose_files;
    args.project_name = "shop";
    args.backups_path = backups;
    args.name = name;
    args.state = state;
    REQUIRE(run(stack_backup::module(), args));
  }

  Json compose_files(const std::string& name, const std::string& to) {
    const auto restored = run(stack_restore::module(), stack_restore::Args{src, {}, backups, name, to}, true);
    REQUIRE(restored);
    return restored->values["compose_files"];
  }
};

TEST_CASE("a restore says with which compose files the restored set ran", "[stack_restore]") {
  Shop shop;
  CHECK(shop.compose_files("v1", "deployed") == Json{"base.yml"});
  CHECK(shop.compose_files("v2", "deployed") == Json{"base.yml", "extra.yml", "/srv/shared.yml"});
  CHECK(shop.compose_files("v2", "before") == Json{"base.yml"});  // those of v1, which was live
  CHECK(shop.compose_files("v1", "before") == Json{"base.yml"});  // nothing was: its own
}

TEST_CASE("without the release that was live before, the compose files that were there count",
          "[stack_restore]") {
  Shop shop;
  shop.files.put(backups / "v1/manifest.json", "{\"cut");
  CHECK(shop.compose_files("v2", "before") == Json{"base.yml", "/srv/shared.yml"});
}

}  // namespace
