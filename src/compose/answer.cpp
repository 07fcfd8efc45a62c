#include "compose/answer.hpp"

#include "compose/complaint.hpp"

namespace slipway {

Expected<ComposeAnswer> ask_compose(const ComposeProject& project, const ComposeQuestion& question,
                                    System& system) {
  auto outcome = system.processes.run(compose_command(project, system.environment, question.arguments));
  if (!outcome) return fail_while(question.purpose, outcome.error());
  if (outcome->exit_code != 0)
    return fail("docker compose config refuses the files in '" + project.project_src.string() + "'" +
                question.as_what + ": " +
                compose_complaint(*outcome, project.project_src, question.secrets, system.files));
  return ComposeAnswer{std::move(outcome->output), std::move(outcome->errors)};
}

}  // namespace slipway
