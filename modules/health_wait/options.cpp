#include "health_wait/health_wait.hpp"

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
          option("timeout", &Args::timeout, "seconds to wait at most").default_to(120),
          option("stable_for", &Args::stable_for, "seconds to stay healthy without a break").default_to(0),
          option("without_healthcheck", &Args::without_healthcheck,
                 "what a container without a health check needs")
              .choices({"running", "ignore", "fail"})
              .default_to("running"),
          option("max_restarts", &Args::max_restarts, "more restarts than this are a restart loop")
              .default_to(2),
          option("http", &Args::http,
                 {option("url", &HttpCheck::url, "what to ask for, as http://localhost:8080/ping").required(),
                  option("status", &HttpCheck::status, "the status that it has to answer").default_to(200),
                  option("contains", &HttpCheck::contains, "a text that the answer has to contain")},
                 "pages that have to answer once the containers are well, over plain HTTP"),
          option("log_lines", &Args::log_lines, "log lines to return of a container that fails")
              .default_to(20),
          option("docker_host", &Args::docker_host, "the engine's socket, as unix:///var/run/docker.sock"),
          option("environment", &Args::environment, "variables for docker compose").texts(),
      },
      {},
      {{"project_name", "project_src"}}};
  for (auto& line : env_file::mask_option_lines<Args>()) spec.options.push_back(std::move(line));
  return {std::move(spec), plan, apply, report, preview};
}

}  // namespace slipway::health_wait
