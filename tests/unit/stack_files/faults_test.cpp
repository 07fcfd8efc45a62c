#include <catch2/catch_test_macros.hpp>

#include "unit/stack_files/machine.hpp"
#include "unit/support/fault_points.hpp"

using namespace slipway;
using namespace slipway::stack_files_test;
using test::StackMachine;

namespace {

void one_is_there(StackMachine& machine) {
  machine.files.put("/srv/shop/base.yml", "services: {}\n", 0640);
}

void no_folder(StackMachine& machine) {
  machine.files.put_folder("/srv");
}

}  // namespace

TEST_CASE("stack_files holds whatever call of the file system fails", "[faults]") {
  const auto module = stack_files::module();
  const auto run =
      test::run_of(module, module.spec.fill({{"project_src", "/srv/shop"},
                                             {"files",
                                              {file("base.yml", "services: {app: {}}\n"),
                                               file("conf/a", "1", "0600"), file("conf/deep/b", "2")}}}));
  for (const auto& one : {test::FaultCase{"stack_files, two of three are missing", one_is_there, run},
                          test::FaultCase{"stack_files, a new folder", no_folder, run}})
    CHECK(test::hold_at_every_fault(one) > 0);
}
