#include "stack/role_wordings.hpp"
#include "stack_run/stack_run.hpp"

namespace slipway::stack_run {

using ansible::option;

ansible::Module<Args, StepPlan<Plan>> module() {
  ansible::Spec<Args> spec{
      "stack_run",
      "Run commands in containers of their own, made as those of a service",
      {
          option("service", &Args::service,
                 "the service whose image, environment, networks and volumes they get")
              .required(),
          option("commands", &Args::commands, "lists of words, or texts that are split as a shell would")
              .required(),
          option("timeout", &Args::timeout, "seconds that each may take; 0: no limit").default_to(3600),
          option("moment", &Args::moment, "when it is, for messages: before or after the deploy")
              .choices({"before", "after"}),
      }};
  ansible::add_lines(spec.options, project_option_lines());
  ansible::add_lines(spec.options, env_file::mask_option_lines());
  // Its containers are its own, and gone when it ends: an undo puts files back, and leaves those of the stack
  // alone.
  spec.options.push_back(ansible::words_option(&Args::words));
  return as_release_step(
      ansible::Module<Args, Plan>{std::move(spec), plan, apply, report, {}, role_wordings("stack_run")},
      ReleasePhase::files);
}

}  // namespace slipway::stack_run
