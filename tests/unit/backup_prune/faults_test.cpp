#include <catch2/catch_test_macros.hpp>

#include "backup_prune/backup_prune.hpp"
#include "unit/support/fault_points.hpp"
#include "unit/support/release_samples.hpp"

using namespace slipway;
using test::StackMachine;

namespace {

void four_releases(StackMachine& machine) {
  test::ReleaseStory().deploy("v1").deploy("v2").deploy("v3").deploy("v4").write_to(machine.files,
                                                                                    "/srv/backups");
  machine.files.put("/srv/backups/v1/before/.env", "SECRET=hunter2\n", 0600);
  machine.files.put("/srv/backups/notes.txt", "mine");
}

}  // namespace

TEST_CASE("backup_prune holds whatever call of the file system fails", "[faults]") {
  backup_prune::Args args;
  args.path = "/srv/backups";
  args.keep_last = 2;
  CHECK(test::hold_at_every_fault({"backup_prune, two of four releases", four_releases,
                                   test::run_of(backup_prune::module(), args)}) > 0);
}
