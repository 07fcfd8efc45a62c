#include "stack_changes_info/compose_config.hpp"

#include "compose/complaint.hpp"
#include "util/excerpt.hpp"

namespace slipway::stack_changes_info {
namespace {

/// Lines of "NAME HASH".
std::map<std::string, std::string> hashes_from(const std::string& output) {
  std::map<std::string, std::string> hashes;
  for (const auto& line : lines_of(output))
    if (const auto space = line.find(' '); space != std::string::npos)
      hashes[line.substr(0, space)] = line.substr(space + 1);
  return hashes;
}

}  // namespace

Expected<std::string> ComposeConfig::output(const ComposeProject& project,
                                            const std::optional<Path>& env_file,
                                            std::vector<std::string> arguments) const {
  if (env_file) arguments.insert(arguments.begin(), {"--env-file", env_file->string()});
  auto outcome = system_.processes.run(compose_command(project, system_.environment, std::move(arguments)));
  if (!outcome) return fail_while("foretelling what docker compose up would do", outcome.error());
  if (outcome->exit_code != 0)
    return fail(
        "docker compose config refuses the files in '" + project.project_src.string() +
        "' as they would be: " + compose_complaint(*outcome, project.project_src, secrets_, system_.files));
  return std::move(outcome->output);
}

Expected<std::string> ComposeConfig::config(const ComposeProject& project,
                                            const std::optional<Path>& env_file) const {
  return output(project, env_file, {"config", "--format", "json"});
}

Expected<ConfiguredStack> ComposeConfig::state(
    const ComposeProject& project, const std::optional<Path>& env_file, const std::string& config,
    const std::map<std::string, std::string>& first_containers) const {
  ConfiguredStack state;
  TRY_ASSIGN(state.model, parse_compose_model(config));
  // Hashed again from the whole configuration: of the files alone `--hash` leaves out what env_file brings.
  TRY_ASSIGN(const auto whole, system_.processes.hold(with_container_ids(config, first_containers)));
  ComposeProject resolved = project;
  resolved.files = {whole->path()};
  TRY_ASSIGN(const std::string hashes, output(resolved, env_file, {"config", "--hash", "*"}));
  state.hashes = hashes_from(hashes);
  return state;
}

Expected<std::set<std::string>> ComposeConfig::all_services(const ComposeProject& project,
                                                            const std::optional<Path>& env_file) const {
  TRY_ASSIGN(const std::string names, output(project, env_file, {"--profile", "*", "config", "--services"}));
  const auto lines = lines_of(names);
  return std::set<std::string>(lines.begin(), lines.end());
}

Expected<ComposeVersion> ComposeConfig::version(const ComposeProject& project) const {
  // Without the plugin docker says so on its standard error: the files are not to blame.
  TRY_ASSIGN(const auto outcome,
             system_.processes.run(compose_command(project, system_.environment, {"version", "--short"})));
  const std::string printed = outcome.exit_code == 0 ? outcome.output : outcome.errors;
  const auto version = parse_compose_version(printed);
  if (!version)
    return fail("docker compose version says '" + excerpt(printed) +
                "', which is no version; run it by hand to see what is installed");
  return *version;
}

}  // namespace slipway::stack_changes_info
