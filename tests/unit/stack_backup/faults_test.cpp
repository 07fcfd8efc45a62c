#include <catch2/catch_test_macros.hpp>

#include "stack_backup/stack_backup.hpp"
#include "unit/support/fault_points.hpp"

using namespace slipway;
using test::StackMachine;

namespace {

stack_backup::Args args(const std::string& state) {
  stack_backup::Args args;
  args.project_src = "/srv/shop";
  args.files = {"base.yml", "production.yml"};
  args.project_name = "shop";
  args.backups_path = "/srv/backups";
  args.name = "2025-10-31T02-35-04Z";
  args.state = state;
  args.owner = "ci@controller";
  args.include = {".env", "/etc/shop/token"};
  args.metadata = {{"Git Commit", "1234 " + state}};
  return args;
}

void stack(StackMachine& machine) {
  machine.files.put("/srv/shop/base.yml", "services: {app: {image: shop/app:v1}}\n");
  machine.files.put("/srv/shop/.env", "SECRET=hunter2\n", 0600);
  machine.files.put("/etc/shop/token", "hunter3", 0400);
  machine.engine.put(test::container_document("shop-app-1", "app"));
  machine.engine.images["sha256:0123"] = {{"Id", "sha256:0123"}, {"RepoDigests", {"shop/app@sha256:4567"}}};
}

/// A stack whose record went through these states, with another .env after each.
std::function<void(StackMachine&)> recorded(const std::vector<std::string>& states) {
  return [states](StackMachine& machine) {
    stack(machine);
    for (const auto& state : states) {
      REQUIRE(machine.run(stack_backup::module(), args(state)));
      machine.files.put("/srv/shop/.env", "SECRET=after " + state + "\n", 0600);
    }
  };
}

/// A release failed, and the stack is as it was before it.
void put_back(StackMachine& machine) {
  recorded({"started", "failed"})(machine);
  machine.files.put("/srv/shop/.env", "SECRET=hunter2\n", 0600);
}

/// Another owner takes over, under this name.
auto taking_over(const std::string& name) {
  auto other = args("started");
  other.name = name;
  other.owner = "other@host";
  other.break_lock = true;
  return test::run_of(stack_backup::module(), other);
}

}  // namespace

TEST_CASE("stack_backup holds whatever call of the file system fails", "[faults]") {
  const auto run = [](const std::string& state) { return test::run_of(stack_backup::module(), args(state)); };
  for (const auto& one : {
           test::FaultCase{"stack_backup, started", stack, run("started")},
           test::FaultCase{"stack_backup, deployed", recorded({"started"}), run("deployed")},
           test::FaultCase{"stack_backup, deployed again", recorded({"started", "deployed"}),
                           run("deployed")},
           test::FaultCase{"stack_backup, failed", recorded({"started"}), run("failed")},
           test::FaultCase{"stack_backup, rolled_back", recorded({"started", "deployed"}),
                           run("rolled_back")},
           test::FaultCase{"stack_backup, started again", put_back, run("started")},
           test::FaultCase{"stack_backup, started once more", recorded({"started", "deployed"}),
                           run("started")},
           test::FaultCase{"stack_backup, taken over", recorded({"started"}),
                           taking_over("2025-10-31T02-35-04Z")},
           test::FaultCase{"stack_backup, taken over by another name", recorded({"started"}),
                           taking_over("2025-10-31T03-35-04Z")},
       })
    CHECK(test::hold_at_every_fault(one) > 0);
}
