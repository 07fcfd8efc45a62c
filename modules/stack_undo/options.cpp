#include "stack/role_wordings.hpp"
#include "stack_undo/stack_undo.hpp"

namespace slipway::stack_undo {

using ansible::option;

ansible::Module<Args, Plan> module() {
  ansible::Spec<Args> spec{
      "stack_undo",
      "Put back what a release did to a Compose stack, and end its record",
      {
          option("backups_path", &Args::backups_path, "where records live").required(),
          option("release", &Args::release,
                 "its name; or interrupted: what a run left unfinished that is this owner's, or may be taken "
                 "over")
              .required(),
          option("kind", &Args::kind, "what to call it when there is no record of it")
              .choices({"deploy", "rollback"})
              .default_to("deploy"),
          option("owner", &Args::owner, "who runs the deployment; not given: user@host"),
          option("break_lock", &Args::break_lock,
                 "take an unfinished release over, and give up what cannot be put back")
              .default_to(false),
          option("lock_timeout", &Args::lock_timeout,
                 "seconds after which an interrupted release may be taken over anyway")
              .default_to(3600),
          option("cause", &Args::cause, "why the release failed; with it the module fails in any case")
              .default_to(""),
          option("engine_timeout", &Args::engine_timeout, "seconds to wait for an engine that is away")
              .default_to(60),
          option(
              "keep_failed_first", &Args::keep_failed_first,
              "leave the containers and files of a first deploy that has a cause; the next undoing removes "
              "them")
              .default_to(false),
          option("remove_orphans", &Args::remove_orphans,
                 "remove the containers of services that the stack did not have before")
              .default_to(true),
      }};
  ansible::add_lines(spec.options, project_option_lines());
  ansible::add_lines(spec.options, bring_up_option_lines());
  ansible::add_lines(spec.options, env_file::mask_option_lines());
  spec.options.push_back(ansible::words_option(&Args::words));
  return {std::move(spec), plan, apply, report, preview, role_wordings("stack_undo")};
}

}  // namespace slipway::stack_undo
