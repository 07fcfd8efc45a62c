#include "ansible/plain_values.hpp"
#include "health_wait/health_wait.hpp"

namespace slipway::health_wait {
namespace {

Expected<void> check(const Args& args) {
  if (args.project_name && args.project_name->empty())
    return fail("project_name is empty; give the Compose project's name, or project_src with files instead");
  if (!args.files.empty() && !args.project_src)
    return fail("files is given without project_src; give the folder that the files stand in");
  if (args.files.empty() && args.project_src)
    return fail(
        "project_src is given without files; list the compose files, in the order of docker compose -f");
  return {};
}

Expected<HealthSettings> settings_from(const Args& args, Environment environment,
                                       std::vector<std::string> mask) {
  TRY_ASSIGN(auto settings, health_settings(args, "timeout"));
  settings.project = args.project_name.value_or("");
  if (args.project_src)
    settings.compose = ComposeProject{*args.project_src, args.files, args.project_name, environment,
                                      orchestrator_of(args.engine)};
  settings.services = {args.services.begin(), args.services.end()};
  settings.mask = std::move(mask);
  settings.docker_host = args.docker_host;
  settings.environment = std::move(environment);
  return settings;
}

/// The files say which services have to be there; without them all that the stack has.
Expected<SwarmWait> swarm_wait_from(const HealthSettings& settings, System& system) {
  SwarmWait wait{settings, settings.services, {}};
  if (!settings.compose) return wait;
  TRY_ASSIGN(const auto configured, configured_services(settings, system));
  if (wait.health.project.empty()) wait.health.project = configured.project;
  if (wait.wanted.empty())
    for (const auto& [name, service] : configured.services) wait.wanted.insert(name);
  return wait;
}

Expected<void> look(Plan& plan, bool on_swarm, System& system) {
  if (!on_swarm) return look_once(plan.wait, system);
  TRY_ASSIGN(plan.swarm, swarm_wait_from(plan.wait.settings, system));
  TRY_ASSIGN(plan.wait.result, look_at_swarm(*plan.swarm, system));
  return {};
}

}  // namespace

Expected<Plan> plan(const Args& args, System& system) {
  TRY(check(args));
  TRY_ASSIGN(const auto environment, ansible::plain_values(args.environment, "environment"));
  TRY_ASSIGN(auto mask, env_file::texts_to_hide(args, system.files));
  TRY_ASSIGN(auto settings, settings_from(args, {environment.begin(), environment.end()}, std::move(mask)));
  TRY_ASSIGN(auto wait, prepare_wait(std::move(settings), system));
  Plan plan{std::move(wait), {}, args.watch, {}, {}};
  if (const auto looked = look(plan, args.engine == "swarm", system); !looked) plan.obstacle = looked.error();
  return plan;
}

}  // namespace slipway::health_wait
