#include "stack/role_wordings.hpp"
#include "stack_backup/stack_backup.hpp"

namespace slipway::stack_backup {

using ansible::Json;
using ansible::option;

ansible::Module<Args, Plan> module() {
  ansible::Spec<Args> spec{
      "stack_backup",
      "Keep a record of a Compose stack's release",
      {
          option("project_src", &Args::project_src, "the stack's folder").required(),
          option("files", &Args::files, "compose files, relative to project_src, in the order of -f")
              .required(),
          option("project_name", &Args::project_name,
                 "the Compose project; not given: Compose's own rule finds it"),
          option("backups_path", &Args::backups_path, "where records live").required(),
          option("name", &Args::name, "the record: a timestamp; ':' becomes '-'").required(),
          option("state", &Args::state, "where the release stands")
              .choices({"started", "deployed", "failed", "rolled_back"})
              .default_to("started"),
          option("kind", &Args::kind, "what makes the release")
              .choices({"deploy", "rollback"})
              .default_to("deploy"),
          option("restores", &Args::restores,
                 "the release whose files a rollback puts back; auto: what it would undo"),
          option("restores_to", &Args::restores_to, "which of its files: as deployed, or from before it")
              .choices({"deployed", "before"})
              .default_to("deployed"),
          option("include", &Args::include, "further files that belong to the release")
              .default_to(Json::array({".env"})),
          option("metadata", &Args::metadata, "lines of deployment_metadata.txt, in this order")
              .default_to(Json::object())
              .texts(),
          option("owner", &Args::owner, "who runs the deployment; not given: user@host"),
          option("break_lock", &Args::break_lock, "take an unfinished release over").default_to(false),
          option("lock_timeout", &Args::lock_timeout,
                 "seconds after which an unfinished release may be taken over anyway")
              .default_to(3600),
          option("environment", &Args::environment, "variables for docker compose")
              .default_to(Json::object())
              .texts(),
          engine_option(&Args::engine),
          option(
              "guard", &Args::guard,
              "seconds without a sign of the run after which the server undoes the release itself; 0: never")
              .default_to(0),
      }};
  ansible::add_lines(spec.options, bring_up_option_lines());
  ansible::add_lines(spec.options, env_file::mask_option_lines());
  spec.options.push_back(ansible::words_option(&Args::words));
  return {std::move(spec), plan, apply, report, {}, role_wordings("stack_backup")};
}

}  // namespace slipway::stack_backup
