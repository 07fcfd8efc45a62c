#include "stack_backup/look.hpp"

#include "compose/services.hpp"
#include "compose/version.hpp"

namespace slipway::stack_backup {
namespace {

Expected<bool> all_there(const ComposeProject& project, System& system) {
  for (const auto& file : project.files) {
    TRY_ASSIGN(const auto here, system.files.status(stack_path(project.project_src, file.string())));
    if (!here) return false;
  }
  return true;
}

/// What Compose makes of the files; nullopt when it refuses them.
Expected<std::optional<std::string>> config(const ComposeProject& project, std::vector<std::string> arguments,
                                            System& system) {
  arguments.insert(arguments.begin(), "config");
  TRY_ASSIGN(auto outcome,
             system.processes.run(compose_command(project, system.environment, std::move(arguments))));
  if (outcome.exit_code != 0) return std::nullopt;
  return std::move(outcome.output);
}

/// Whether the uninterpolated configuration is free of the values in env files: since Compose 2.25
/// (docker/compose#11556).
Expected<bool> keeps_secrets_out(const ComposeProject& project, System& system) {
  TRY_ASSIGN(const auto outcome,
             system.processes.run(compose_command(project, system.environment, {"version", "--short"})));
  const auto version = parse_compose_version(outcome.output);
  return version && *version >= ComposeVersion{2, 25};
}

Expected<void> add_config(const ComposeProject& project, Look& look, System& system) {
  TRY_ASSIGN(const bool there, all_there(project, system));
  if (!there) return {};
  const std::string lacks = ", so the record has no docker-compose-config.yml; ";
  TRY_ASSIGN(const bool free_of_secrets, keeps_secrets_out(project, system));
  if (!free_of_secrets) {
    look.warnings.push_back("this docker compose writes the values of env files into its configuration" +
                            lacks + "Compose 2.25 and newer do not");
    return {};
  }
  TRY_ASSIGN(auto text, config(project, {"--no-interpolate"}, system));
  if (text)
    look.config = std::move(*text);
  else  // Compose's own words are left out: they can quote a line of .env.
    look.warnings.push_back("docker compose config refuses the files in '" + project.project_src.string() +
                            "' as they are" + lacks + "run it there to see why");
  return {};
}

}  // namespace

Expected<Look> look_without_config(const Stack& stack, System& system) {
  Look look;
  const ComposeProject& project = stack.project;
  std::vector<Path> paths = project.files;
  paths.insert(paths.end(), stack.include.begin(), stack.include.end());
  for (const auto& path : paths) TRY(check_stack_path(system.files, project.project_src, path));
  TRY_ASSIGN(look.files, read_stack_files(system.files, project.project_src, paths));
  const Environment environment = compose_environment(system.environment, project.extra);
  TRY_ASSIGN(const auto engine, system.engines.at("", environment, Engines::any_time));
  TRY_ASSIGN(look.running, running_stack(*engine, project.name.value_or(""), system.clock.now()));
  return look;
}

Expected<Look> look_at(const Stack& stack, System& system) {
  TRY_ASSIGN(Look look, look_without_config(stack, system));
  TRY(add_config(stack.project, look, system));
  return look;
}

Expected<void> look_again(Look& look, const Stack& stack, System& system) {
  TRY_ASSIGN(Look now, look_without_config(stack, system));
  if (now.files == look.files) {
    look.running = std::move(now.running);
    return {};
  }
  TRY(add_config(stack.project, now, system));
  look = std::move(now);
  return {};
}

Expected<std::string> find_project_name(const ComposeProject& project, System& system) {
  TRY_ASSIGN(const bool there, all_there(project, system));
  if (there) {
    // The whole configuration: with --no-interpolate a name that is a variable comes out wrong.
    TRY_ASSIGN(const auto text, config(project, {}, system));
    if (text)
      if (const auto services = parse_compose_services(*text); services && !services->project.empty())
        return services->project;
  }
  const std::string name = default_project_name(project.project_src);
  if (name.empty())
    return fail("the folder '" + project.project_src.string() +
                "' has a name that Compose cannot use for a project; give project_name");
  return name;
}

}  // namespace slipway::stack_backup
