#include "health_wait/health_wait.hpp"
#include "stack/role_wordings.hpp"

namespace slipway::health_wait {

using ansible::option;

ansible::Module<Args, Plan> module() {
  ansible::Spec<Args> spec{
      "health_wait",
      "Return the moment a Compose stack is healthy, or the moment it cannot become so",
      {
          option("project_name", &Args::project_name,
                 "the Compose project; not given: as Compose resolves it"),
          option("project_src", &Args::project_src, "the stack's folder, together with files"),
          option("files", &Args::files, "compose files; every service and replica in them must be there"),
          option("services", &Args::services, "only these services"),
          engine_option(&Args::engine),
          option("docker_host", &Args::docker_host, "the engine's socket, as unix:///var/run/docker.sock"),
          option("environment", &Args::environment, "variables for docker compose").texts(),
      },
      {},
      {{"project_name", "project_src"}}};
  ansible::add_lines(spec.options, health_option_lines("timeout"));
  ansible::add_lines(spec.options, env_file::mask_option_lines());
  spec.options.push_back(ansible::words_option(&Args::words));
  return {std::move(spec), plan, apply, report, preview, role_wordings("health_wait")};
}

}  // namespace slipway::health_wait
