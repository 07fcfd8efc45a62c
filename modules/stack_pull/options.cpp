#include "env_file/option_lines.hpp"
#include "stack/role_wordings.hpp"
#include "stack_pull/stack_pull.hpp"

namespace slipway::stack_pull {

using ansible::option;

ansible::Module<Args, StepPlan<Plan>> module() {
  ansible::Spec<Args> spec{
      "stack_pull",
      "Pull or build every image that a Compose stack needs, before anything is touched",
      {
          images_option(&Args::images),
          option("policy", &Args::policy, "when an image that is there is pulled all the same")
              .choices({"always", "missing", "never"})
              .default_to("always"),
          option("build", &Args::build, "when what a service builds itself is built")
              .choices({"missing", "always", "never"})
              .default_to("missing"),
          registries_option(&Args::registries),
          option("timeout", &Args::timeout, "seconds for each image, and for all that is built")
              .default_to(1800),
          option("retries", &Args::retries, "further tries when a registry does not answer").default_to(2),
      },
      env_file::exclusive_options()};
  ansible::add_lines(spec.options, project_option_lines());
  ansible::add_lines(spec.options, env_file::option_lines());
  spec.options.push_back(ansible::words_option(&Args::words));
  // An image on the engine is no part of what runs, so nothing has to be put back.
  return as_release_step(
      ansible::Module<Args, Plan>{std::move(spec), plan, apply, report, {}, role_wordings("stack_pull")},
      ReleasePhase::opened);
}

}  // namespace slipway::stack_pull
