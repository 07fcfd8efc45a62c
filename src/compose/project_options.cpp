#include "compose/project_options.hpp"

#include "ansible/plain_values.hpp"

namespace slipway {

std::vector<ansible::Option<ProjectOptions>> project_option_lines() {
  using ansible::option;
  return {option("project_src", &ProjectOptions::project_src, "the stack's folder").required(),
          option("files", &ProjectOptions::files, "the compose files, in the order of docker compose -f")
              .required(),
          option("project_name", &ProjectOptions::project_name,
                 "the Compose project; not given: as Compose resolves it"),
          option("environment", &ProjectOptions::environment, "variables for docker compose")
              .default_to(ansible::Json::object())
              .texts(),
          engine_option(&ProjectOptions::engine)};
}

Expected<ComposeProject> project_from(const ProjectOptions& options) {
  if (options.files.empty()) return fail("files: name at least one compose file");
  if (options.project_name && options.project_name->empty())
    return fail("project_name is empty; give the Compose project's name, or leave the option out");
  TRY_ASSIGN(const auto environment, ansible::plain_values(options.environment, "environment"));
  return ComposeProject{options.project_src,
                        options.files,
                        options.project_name,
                        {environment.begin(), environment.end()},
                        orchestrator_of(options.engine)};
}

}  // namespace slipway
