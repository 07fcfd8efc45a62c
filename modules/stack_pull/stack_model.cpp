#include "stack_pull/stack_model.hpp"

#include "compose/complaint.hpp"
#include "util/excerpt.hpp"

namespace slipway::stack_pull {
namespace {

Expected<bool> is_there(const Path& path, Files& files) {
  TRY_ASSIGN(const auto status, files.status(path));
  return status.has_value();
}

Expected<std::vector<std::string>> absent_files(const ComposeProject& project, Files& files) {
  std::vector<std::string> absent;
  for (const auto& file : project.files) {
    TRY_ASSIGN(const bool there, is_there(file.is_absolute() ? file : project.project_src / file, files));
    if (!there) absent.push_back(file.string());
  }
  return absent;
}

Expected<CommandOutcome> config(const ComposeProject& project, std::vector<std::string> flags,
                                System& system) {
  flags.insert(flags.begin(), "config");
  flags.insert(flags.end(), {"--format", "json"});
  auto outcome = system.processes.run(compose_command(project, system.environment, std::move(flags)));
  if (!outcome) return fail_while("asking Compose which images the stack needs", outcome.error());
  return outcome;
}

}  // namespace

Expected<std::optional<ComposeModel>> stack_model(const ComposeProject& project, System& system,
                                                  std::vector<std::string>& warnings) {
  TRY_ASSIGN(const auto absent, absent_files(project, system.files));
  if (!absent.empty()) {
    warnings.push_back("not in '" + project.project_src.string() + "' yet: " + some_of(absent) +
                       "; only what the option images names is pulled");
    return std::nullopt;
  }
  TRY_ASSIGN(auto outcome, config(project, {}, system));
  if (outcome.exit_code != 0) {
    const std::string complaint = compose_complaint(outcome, project.project_src, {}, system.files);
    TRY_ASSIGN(const bool has_env_file, is_there(project.project_src / ".env", system.files));
    if (!has_env_file) {
      TRY_ASSIGN(outcome, config(project, {"--no-interpolate"}, system));
    }
    if (outcome.exit_code != 0)
      return fail("docker compose config refuses the files in '" + project.project_src.string() +
                  "': " + complaint);
    warnings.push_back("there is no .env in '" + project.project_src.string() +
                       "' yet, so the images are taken as the files have them, without variables");
  }
  TRY_ASSIGN(auto model, parse_compose_model(outcome.output));
  return model;
}

}  // namespace slipway::stack_pull
