#include "stack/role_wordings.hpp"
#include "stack_up/stack_up.hpp"

namespace slipway::stack_up {

using ansible::option;

ansible::Module<Args, StepPlan<Plan>> module() {
  ansible::Spec<Args> spec{
      "stack_up",
      "Bring a Compose stack from what runs to what its files say, and wait until it is well",
      {
          option("state", &Args::state, "whether the stack is to be up, or gone but for its volumes")
              .choices({"present", "absent"})
              .default_to("present"),
          option("one_shots", &Args::one_shots,
                 "what to do with services that others wait for to run to their end")
              .choices({"run", "skip"})
              .default_to("run"),
          option("force_recreate", &Args::force_recreate, "recreate every container").default_to(false),
          option("remove_orphans", &Args::remove_orphans,
                 "remove the containers of services that no compose file has")
              .default_to(false),
      }};
  ansible::add_lines(spec.options, project_option_lines());
  ansible::add_lines(spec.options, bring_up_option_lines());
  ansible::add_lines(spec.options, env_file::mask_option_lines());
  spec.options.push_back(ansible::words_option(&Args::words));
  return as_release_step(
      ansible::Module<Args, Plan>{std::move(spec), plan, apply, report, {}, role_wordings("stack_up")},
      ReleasePhase::containers, ReleasePhase::healthy);
}

}  // namespace slipway::stack_up
