#include "stack/gap_warnings.hpp"
#include "stack_up/stack_up.hpp"

namespace slipway::stack_up {
namespace {

BringUpSettings for_project(BringUpSettings settings, const Args& args, ComposeProject project) {
  settings.project = std::move(project);
  settings.force_recreate = args.force_recreate;
  settings.remove_orphans = args.remove_orphans;
  settings.one_shots = args.one_shots == "run";
  return settings;
}

void add_unknown_services(const Args& args, BringUp& bring_up) {
  std::set<std::string> names;
  for (const auto& [name, service] : bring_up.forecast.next.model.services) names.insert(name);
  for (auto& sentence : unknown_proxy_services(names, args.proxy))
    bring_up.obstacles.push_back(std::move(sentence));
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
  Plan plan;
  TRY_ASSIGN(auto project, project_from(args));
  TRY_ASSIGN(auto settings, bring_up_settings(args));
  TRY(http_states(settings.health.http));
  TRY_ASSIGN(plan.hidden, env_file::texts_to_hide(args, system.files));
  settings.health.mask = plan.hidden;
  if (args.state == "absent")
    keep(plan_take_down(std::move(project), settings.timeout, plan.hidden, system), plan.take_down, plan);
  else
    keep(plan_bring_up(for_project(std::move(settings), args, std::move(project)), system), plan.bring_up,
         plan);
  if (plan.bring_up) add_unknown_services(args, *plan.bring_up);
  return plan;
}

}  // namespace slipway::stack_up
