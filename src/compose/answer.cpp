#include "compose/answer.hpp"

#include "compose/complaint.hpp"

namespace slipway {
namespace {

/// The stack's own folder, which a first deploy has yet to make; every path that is named is absolute then.
Expected<Path> nearest_folder(Path folder, Files& files) {
  while (folder.has_parent_path() && folder != folder.root_path()) {
    TRY_ASSIGN(const auto status, files.status(folder));
    if (status) break;
    folder = folder.parent_path();
  }
  return folder;
}

}  // namespace

Expected<ComposeAnswer> ask_compose(const ComposeProject& project, const ComposeQuestion& question,
                                    System& system) {
  Command command = compose_command(project, system.environment, question.arguments);
  auto folder = nearest_folder(project.project_src, system.files);
  if (!folder) return fail_while(question.purpose, folder.error());
  command.folder = std::move(*folder);
  auto outcome = system.processes.run(command);
  if (!outcome) return fail_while(question.purpose, outcome.error());
  if (outcome->exit_code != 0)
    return fail("docker compose config refuses the files in '" + project.project_src.string() + "'" +
                question.as_what + ": " +
                compose_complaint(*outcome, project.project_src, question.secrets, system.files));
  return ComposeAnswer{std::move(outcome->output), std::move(outcome->errors)};
}

}  // namespace slipway
