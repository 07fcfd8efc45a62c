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
            option("files", &Args::files,
                   {option("path", &Entry::path, "where it goes, below project_src").required(),
                    option("content", &Entry::content, "the file's text").unshown(),
                    option("content_b64", &Entry::content_b64, "its bytes in Base64, in place of content")
                        .unshown(),
                    option("mode", &Entry::mode, "its mode, octal or symbolic").default_to("0644")},
                   "the files; one that is there stays as it is")
                .required()}},
          plan,
          apply,
          report},
      ReleasePhase::files);
}

}  // namespace slipway::stack_files
