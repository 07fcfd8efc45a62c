#include "stack/take_down.hpp"

#include "changes/compose_config.hpp"
#include "compose/complaint.hpp"
#include "engine/networks.hpp"
#include "stack/command_containers.hpp"
#include "stack/swarm_down.hpp"

namespace slipway {
namespace {

Expected<std::unique_ptr<Engine>> engine_of(const ComposeProject& project, System& system) {
  return system.engines.at("", compose_environment(system.environment, project.extra), Engines::any_time);
}

/// The project by its name alone, from a folder that is always there: Compose then reads no file, and goes by
/// the labels.
ComposeProject by_name(const ComposeProject& project, const std::string& name) {
  return {"/", {}, name, project.extra};
}

}  // namespace

Expected<TakeDown> plan_take_down(ComposeProject project, std::chrono::seconds timeout,
                                  std::vector<std::string> secrets, System& system) {
  TakeDown plan;
  plan.timeout = timeout;
  plan.secrets = std::move(secrets);
  const auto config =
      ComposeConfig(system, ComposeConfig::Files::as_they_are, plan.secrets).config(project, std::nullopt);
  const auto model = config ? parse_compose_model(*config) : tl::unexpected(config.error());
  plan.by_files = model.has_value();
  plan.name = project.name.value_or(model ? model->project : default_project_name(project.project_src));
  if (plan.name.empty())
    return fail("nobody knows the name of the project in '" + project.project_src.string() +
                "', since its compose files cannot be read; give project_name");
  plan.project = std::move(project);
  if (plan.project.is_on_swarm()) return plan_swarm_down(std::move(plan), system);
  TRY_ASSIGN(const auto engine, engine_of(plan.project, system));
  TRY_ASSIGN(const auto containers, listed_containers(*engine, plan.name));
  for (const auto& container : containers) plan.containers.push_back(container.name);
  TRY_ASSIGN(plan.networks, project_networks(*engine, plan.name));
  return plan;
}

Expected<void> take_down(const TakeDown& plan, System& system) {
  if (!plan.changes_something()) return {};
  if (plan.project.is_on_swarm()) return swarm_down(plan, system);
  TRY_ASSIGN(const auto engine, engine_of(plan.project, system));
  TRY(remove_command_containers(*engine, plan.name));
  const ComposeProject project = plan.by_files ? plan.project : by_name(plan.project, plan.name);
  Command command = compose_command(project, system.environment, {"down", "--remove-orphans"});
  command.timeout = plan.timeout;
  TRY_ASSIGN(const auto outcome, system.processes.run(command));
  if (outcome.exit_code == 0) return {};
  return fail("docker compose down failed for project '" + plan.name +
              "': " + compose_complaint(outcome, plan.project.project_src, plan.secrets, system.files));
}

}  // namespace slipway
