#include <catch2/catch_test_macros.hpp>

#include "compose_image_rewrite/compose_image_rewrite.hpp"
#include "unit/support/fault_points.hpp"

using namespace slipway;
using test::StackMachine;

namespace {

void two_files(StackMachine& machine) {
  machine.files.put("/srv/a.yml", "services: {app: {image: f:v1}}\n", 0640);
  machine.files.put("/srv/b.yml", "services: {web: {image: f:v1}}\n", 0604);
}

compose_image_rewrite::Args to_v2(bool backup) {
  compose_image_rewrite::Args args;
  args.files = {"a.yml", "b.yml"};
  args.project_src = "/srv";
  args.image = "f";
  args.tag = "v2";
  args.missing = "fail";
  args.backup = backup;
  return args;
}

}  // namespace

TEST_CASE("compose_image_rewrite holds whatever call of the file system fails", "[faults]") {
  for (const bool backup : {false, true})
    CHECK(test::hold_at_every_fault(
              {std::string("compose_image_rewrite, two files") + (backup ? " with backups" : ""), two_files,
               test::run_of(compose_image_rewrite::module(), to_v2(backup))}) > 0);
}
