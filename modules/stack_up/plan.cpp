#include "stack_up/stack_up.hpp"
#include "util/seconds_text.hpp"

namespace slipway::stack_up {
namespace {

Expected<void> check(const Args& args) {
  if (args.timeout < 1 || args.timeout > longest_wait)
    return fail("timeout is " + std::to_string(args.timeout) + " s; give 1 to " +
                std::to_string(longest_wait));
  return {};
}

BringUpSettings settings_from(const Args& args, ComposeProject project, HealthSettings health) {
  BringUpSettings settings;
  settings.project = std::move(project);
  settings.strategy = args.strategy == "together" ? Strategy::together : Strategy::recreate;
  settings.probe = args.probe == "engine" ? Probe::engine : Probe::active;
  settings.force_recreate = args.force_recreate;
  settings.remove_orphans = args.remove_orphans;
  settings.one_shots = args.one_shots == "run";
  settings.timeout = std::chrono::seconds(args.timeout);
  settings.health = std::move(health);
  return settings;
}

template <class T>
void keep(Expected<T> looked, std::optional<T>& into, Plan& plan) {
  if (looked)
    into = std::move(*looked);
  else
    plan.obstacle = looked.error();
}

}  // namespace

Expected<Plan> plan(const Args& args, System& system) {
  TRY(check(args));
  Plan plan;
  TRY_ASSIGN(auto project, project_from(args));
  TRY_ASSIGN(auto health, health_settings(args));
  TRY(http_states(health.http));
  TRY_ASSIGN(plan.hidden, env_file::texts_to_hide(args, system.files));
  health.mask = plan.hidden;
  if (args.state == "absent")
    keep(plan_take_down(std::move(project), std::chrono::seconds(args.timeout), plan.hidden, system),
         plan.take_down, plan);
  else
    keep(plan_bring_up(settings_from(args, std::move(project), std::move(health)), system), plan.bring_up,
         plan);
  return plan;
}

}  // namespace slipway::stack_up
