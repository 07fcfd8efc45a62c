#include <catch2/catch_test_macros.hpp>

#include "stack_backup/stack_backup.hpp"
#include "stack_restore/stack_restore.hpp"
#include "system/file_operations.hpp"
#include "unit/support/fault_points.hpp"

using namespace slipway;
using test::StackMachine;

namespace {

void record(StackMachine& machine, const std::string& state) {
  stack_backup::Args args;
  args.project_src = "/srv/shop";
  args.files = {"base.yml"};
  args.project_name = "shop";
  args.backups_path = "/srv/backups";
  args.name = "v1";
  args.state = state;
  args.owner = "ci@controller";
  args.include = {".env", "etc/token"};
  REQUIRE(machine.run(stack_backup::module(), args));
}

/// v1 is on record over a stack of .env alone; since then everything has changed.
void later(StackMachine& machine) {
  machine.files.put("/srv/shop/.env", "SECRET=hunter1\n", 0640);
  record(machine, "started");
  machine.files.put("/srv/shop/base.yml", "services: {app: {image: shop/app:v1}}\n");
  machine.files.put("/srv/shop/.env", "SECRET=hunter2\n", 0600);
  machine.files.put("/srv/shop/etc/token", "hunter3", 0400);
  record(machine, "deployed");
  machine.files.put("/srv/shop/base.yml", "services: {app: {image: shop/app:v2}}\n");
  machine.files.put("/srv/shop/.env", "SECRET=hunter4\n", 0644);
}

/// The same, and the stack's folder was lost.
void folder_lost(StackMachine& machine) {
  later(machine);
  REQUIRE(machine.files.remove_tree("/srv/shop"));
}

}  // namespace

TEST_CASE("stack_restore holds whatever call of the file system fails", "[faults]") {
  const auto to = [](const std::string& set) {
    return test::run_of(stack_restore::module(),
                        stack_restore::Args{"/srv/shop", {"base.yml"}, "/srv/backups", "v1", set});
  };
  for (const auto& one : {
           test::FaultCase{"stack_restore, to deployed", later, to("deployed")},
           test::FaultCase{"stack_restore, to before", later, to("before")},
           test::FaultCase{"stack_restore, a lost folder", folder_lost, to("deployed")},
       })
    CHECK(test::hold_at_every_fault(one) > 0);
}
