#include "stack_files/stack_files.hpp"

namespace slipway::stack_files {

using ansible::option;

ansible::Module<Args, StepPlan<Plan>> module() {
  return as_release_step(
      ansible::Module<Args, Plan>{
          {"stack_files",
           "Place the files that a stack does not have yet",
           {option("project_src", &Args::project_src, "the stack's folder, which is made when it is missing")
                .required(),
            option("files", &Args::files, given_file_lines(), "the files; one that is there stays as it is")
                .required()}},
          plan,
          apply,
          report},
      ReleasePhase::files);
}

}  // namespace slipway::stack_files
