#include "stack_backup/snapshot.hpp"

#include <algorithm>
#include <optional>

#include "compose/installed.hpp"
#include "compose/services.hpp"
#include "swarm/running.hpp"

namespace slipway::stack_backup {
namespace {

Expected<bool> all_there(const ComposeProject& project, System& system) {
  for (const auto& file : project.files) {
    TRY_ASSIGN(const auto here, system.files.status(stack_path(project.project_src, file.string())));
    if (!here) return false;
  }
  return true;
}

Command config_command(const ComposeProject& project, std::vector<std::string> arguments,
                       const System& system) {
  arguments.insert(arguments.begin(), "config");
  return compose_command(project, system.environment, std::move(arguments));
}

/// Whether a compose file may name env files, itself or by another file that it takes in.
bool may_have_env_files(const std::vector<StackFile>& files) {
  const auto says = [](const StackFile& file, const char* word) {
    return file.content.find(word) != std::string::npos;
  };
  return std::any_of(files.begin(), files.end(), [&](const StackFile& file) {
    return says(file, "env_file") || says(file, "include") || says(file, "extends");
  });
}

/// Whether the uninterpolated configuration is free of the values in env files: since Compose 2.25
/// (docker/compose#11556).
Expected<bool> keeps_secrets_out(std::optional<InstalledComposeQuestion>& compose) {
  if (!compose) return true;
  TRY_ASSIGN(const std::string printed, compose->printed());
  const auto version = parse_compose_version(printed);
  return version && *version >= ComposeVersion{2, 25};
}

Expected<void> add_config(const ComposeProject& project, StackSnapshot& snapshot, System& system) {
  TRY_ASSIGN(const bool there, all_there(project, system));
  if (!there) return {};
  const std::string lacks = ", so the record has no docker-compose-config.yml; ";
  std::optional<InstalledComposeQuestion> compose;  // each question loads docker and its plugin
  if (may_have_env_files(snapshot.files))
    compose.emplace(compose_environment(system.environment, project.extra), system.processes);
  TRY_ASSIGN(const auto asked, system.processes.start(config_command(project, {"--no-interpolate"}, system)));
  TRY_ASSIGN(const bool free_of_secrets, keeps_secrets_out(compose));
  if (!free_of_secrets) {
    snapshot.warnings.push_back("this docker compose writes the values of env files into its configuration" +
                                lacks + "Compose 2.25 and newer do not");
    return {};
  }
  TRY_ASSIGN(auto config, asked->outcome());
  if (config.exit_code == 0)
    snapshot.config = std::move(config.output);
  else  // Compose's own words are left out: they can quote a line of .env.
    snapshot.warnings.push_back("docker compose config refuses the files in '" +
                                project.project_src.string() + "' as they are" + lacks +
                                "run it there to see why");
  return {};
}

}  // namespace

Expected<StackSnapshot> snapshot_without_config(const Stack& stack, System& system) {
  StackSnapshot snapshot;
  const ComposeProject& project = stack.project;
  std::vector<Path> paths = project.files;
  paths.insert(paths.end(), stack.include.begin(), stack.include.end());
  for (const auto& path : paths) TRY(check_stack_path(system.files, project.project_src, path));
  TRY_ASSIGN(snapshot.files, read_stack_files(system.files, project.project_src, paths));
  TRY_ASSIGN(snapshot.folders, read_stack_folders(system.files, project.project_src, snapshot.files));
  const Environment environment = compose_environment(system.environment, project.extra);
  TRY_ASSIGN(const auto engine, system.engines.at("", environment, Engines::any_time));
  const std::string name = project.name.value_or("");
  if (project.is_on_swarm()) {
    TRY_ASSIGN(snapshot.running, running_in_swarm(*engine, name));
  } else {
    TRY_ASSIGN(snapshot.running, running_stack(*engine, name, system.clock.now()));
  }
  return snapshot;
}

Expected<StackSnapshot> take_snapshot(const Stack& stack, System& system) {
  TRY_ASSIGN(StackSnapshot snapshot, snapshot_without_config(stack, system));
  TRY(add_config(stack.project, snapshot, system));
  return snapshot;
}

Expected<void> refresh_snapshot(StackSnapshot& snapshot, const Stack& stack, System& system) {
  TRY_ASSIGN(StackSnapshot now, snapshot_without_config(stack, system));
  if (now.files == snapshot.files) {
    snapshot.running = std::move(now.running);
    snapshot.folders = std::move(now.folders);
    return {};
  }
  TRY(add_config(stack.project, now, system));
  snapshot = std::move(now);
  return {};
}

Expected<std::string> find_project_name(const ComposeProject& project, System& system) {
  TRY_ASSIGN(const bool there, all_there(project, system));
  if (there) {
    // The whole configuration: with --no-interpolate a name that is a variable comes out wrong.
    TRY_ASSIGN(const auto config, system.processes.run(config_command(project, {}, system)));
    if (config.exit_code == 0)
      if (const auto services = parse_compose_services(config.output); services && !services->project.empty())
        return services->project;
  }
  const std::string name = default_project_name(project.project_src);
  if (name.empty())
    return fail("the folder '" + project.project_src.string() +
                "' has a name that Compose cannot use for a project; give project_name");
  return name;
}

}  // namespace slipway::stack_backup
