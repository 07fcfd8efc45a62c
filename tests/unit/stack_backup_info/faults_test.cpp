#include <catch2/catch_test_macros.hpp>

#include "stack_backup_info/stack_backup_info.hpp"
#include "unit/support/fault_points.hpp"
#include "unit/support/release_samples.hpp"

using namespace slipway;
using test::StackMachine;

namespace {

void two_releases(StackMachine& machine) {
  test::ReleaseStory().deploy("v1").deploy("v2").write_to(machine.files, "/srv/backups");
}

}  // namespace

TEST_CASE("stack_backup_info writes nothing whatever call of the file system fails", "[faults]") {
  CHECK(test::hold_at_every_fault(
            {"stack_backup_info, two releases", two_releases,
             test::run_of(stack_backup_info::module(), {"/srv/backups", std::nullopt})}) > 0);
  CHECK(test::hold_at_every_fault(
            {"stack_backup_info, a page", two_releases,
             test::run_of(stack_backup_info::module(), {"/srv/backups", std::nullopt, true})}) > 0);
}
