#include "stack/role_wordings.hpp"
#include "stack_restore/stack_restore.hpp"

namespace slipway::stack_restore {

using ansible::Json;
using ansible::option;

ansible::Module<Args, StepPlan<Plan>> module() {
  ansible::Spec<Args> spec{
      "stack_restore",
      "Bring the files and images of a recorded release back",
      {
          option("project_src", &Args::project_src, "the stack's folder").required(),
          option("files", &Args::files, "the compose files that the stack uses now")
              .default_to(Json::array()),
          option("backups_path", &Args::backups_path, "where records live").required(),
          option("project_name", &Args::project_name, "refuse a release of another Compose project"),
          option("name", &Args::name, "the release: a timestamp; ':' becomes '-'").required(),
          option("to", &Args::to, "its files as deployed, or those from before it")
              .choices({"deployed", "before"})
              .default_to("deployed"),
          option("images", &Args::images, "its images: bring them back, only look for them, or leave them")
              .choices({"restore", "check", "leave"})
              .default_to("leave"),
          registries_option(&Args::registries),
          option("environment", &Args::environment, "variables that lead to the engine")
              .default_to(Json::object())
              .texts(),
      }};
  spec.options.push_back(ansible::words_option(&Args::words));
  return as_release_step(
      ansible::Module<Args, Plan>{std::move(spec), plan, apply, report, {}, role_wordings("stack_restore")},
      ReleasePhase::files);
}

}  // namespace slipway::stack_restore
