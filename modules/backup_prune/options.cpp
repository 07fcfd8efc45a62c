#include "backup_prune/backup_prune.hpp"

namespace slipway::backup_prune {

using ansible::Json;
using ansible::option;

ansible::Module<Args, Plan> module() {
  ansible::Spec<Args> spec{
      "backup_prune",
      "Remove release records that are no longer worth keeping",
      {
          option("path", &Args::path, "where records live").alias("backups_path").required(),
          option("project_name", &Args::project_name, "only records of this Compose project"),
          option("keep_last", &Args::keep_last, "keep this many of the newest deployed releases")
              .default_to(5),
          option("keep_failed", &Args::keep_failed, "keep this many of the newest failures and rollbacks")
              .default_to(3),
          option("keep_within", &Args::keep_within,
                 "keep all since so long before the newest release: 2y5m7d3h"),
          option("keep_daily", &Args::keep_daily, "keep the newest release of each of so many days")
              .default_to(0),
          option("keep_weekly", &Args::keep_weekly, "keep the newest release of each of so many weeks")
              .default_to(0),
          option("keep_monthly", &Args::keep_monthly, "keep the newest release of each of so many months")
              .default_to(0),
          option("keep_yearly", &Args::keep_yearly, "keep the newest release of each of so many years")
              .default_to(0),
          option("images", &Args::images, "what becomes of the images that only removed releases name")
              .choices({"keep", "remove"})
              .default_to("keep"),
          option("docker_host", &Args::docker_host, "the engine's socket, as unix:///var/run/docker.sock"),
          option("environment", &Args::environment, "variables that say where the engine is")
              .default_to(Json::object())
              .texts(),
          option("protect", &Args::protect, "records to keep in any case").default_to(Json::array()),
      }};
  return {std::move(spec), plan, apply, report};
}

}  // namespace slipway::backup_prune
