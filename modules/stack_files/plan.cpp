#include "stack_files/stack_files.hpp"

namespace slipway::stack_files {

Expected<Plan> plan(const Args& args, System& system) {
  TRY_ASSIGN(const auto wanted, wanted_files(args.files, "files"));
  Path project_src = args.project_src;
  if (!project_src.is_absolute()) {
    TRY_ASSIGN(const Path here, system.files.resolve("."));
    project_src = here / project_src;
  }
  return places_of(wanted, project_src, system.files);
}

}  // namespace slipway::stack_files
