#include "stack/bring_up.hpp"

#include <algorithm>

#include "changes/service_change_text.hpp"
#include "health/engine_queries.hpp"
#include "stack/forecast.hpp"
#include "stack/name_conflicts.hpp"
#include "stack/stack_proxies.hpp"
#include "stack/swarm_up.hpp"
#include "stack/up_run.hpp"

namespace slipway {
namespace {

using Action = ServiceChange::Action;

ComposeServices configured_by(const ComposeModel& model, const std::string& project) {
  ComposeServices found{project, {}};
  const auto ending = one_shots(model);
  for (const auto& [name, service] : model.services)
    found.services[name] = {service.replicas, ending.count(name) != 0};
  return found;
}

/// What the wait is told of the stack, beside what the caller asks of it.
void complete_health_settings(BringUp& bring_up) {
  const BringUpSettings& settings = bring_up.settings;
  HealthSettings& health = bring_up.settings.health;
  const ComposeModel& model = bring_up.forecast.next.model;
  health.project = bring_up.project;
  health.environment = settings.project.extra;
  health.configured = configured_by(model, bring_up.project);
  health.runs_checks = settings.probe == Probe::active;
  health.services.clear();
  if (settings.one_shots) return;
  const auto ending = one_shots(model);
  for (const auto& [name, service] : model.services)
    if (ending.count(name) == 0) health.services.insert(name);
}

std::vector<BringUpService> touched_services(const BringUp& bring_up) {
  const auto ending = one_shots(bring_up.forecast.next.model);
  std::vector<BringUpService> services;
  for (const auto& change : bring_up.plan.changes) {
    if (touches_nothing(change)) continue;
    BringUpService service;
    service.change = change;
    service.runs = bring_up.settings.one_shots || ending.count(change.service) == 0;
    if (const auto known = bring_up.plan.replacements.find(change.service);
        service.runs && known != bring_up.plan.replacements.end())
      service.replacement = known->second;
    for (const auto& container : bring_up.forecast.containers)
      if (container.service == change.service && !container.one_off)
        service.before[container.name] = container.id;
    services.push_back(std::move(service));
  }
  return services;
}

Expected<std::vector<std::string>> obstacles_of(const BringUp& bring_up, System& system) {
  std::vector<std::string> sentences;
  for (const auto& change : bring_up.plan.changes)
    if (change.action == Action::fail) sentences.push_back(change_text(change));
  TRY_ASSIGN(const auto engine, engine_of(bring_up.settings.health, system, Engines::any_time));
  TRY_ASSIGN(const auto conflicts,
             name_conflicts(bring_up.forecast, bring_up.plan.changes, bring_up.project, *engine));
  sentences.insert(sentences.end(), conflicts.begin(), conflicts.end());
  return sentences;
}

}  // namespace

Expected<BringUp> plan_bring_up(BringUpSettings settings, System& system) {
  if (settings.project.is_on_swarm()) return plan_swarm_up(std::move(settings), system);
  BringUp bring_up;
  bring_up.settings = std::move(settings);
  const BringUpSettings& wanted = bring_up.settings;
  UpRules rules;
  rules.pull = Pull::never;
  rules.force_recreate = wanted.force_recreate;
  rules.remove_orphans = wanted.remove_orphans;
  follow_strategy(wanted.strategy, rules);
  TRY_ASSIGN(bring_up.forecast, up_forecast(wanted.project, rules, wanted.health.mask, system));
  bring_up.project = wanted.project.name.value_or(bring_up.forecast.next.model.project);
  bring_up.plan = up_plan(bring_up.forecast, wanted.strategy == Strategy::together, wanted.one_shots);
  bring_up.services = touched_services(bring_up);
  complete_health_settings(bring_up);
  TRY(prepare_wait(wanted.health, system));  // pages that cannot be asked for
  TRY_ASSIGN(bring_up.obstacles, obstacles_of(bring_up, system));
  if (!bring_up.plan.fallback) StackProxies(bring_up, system).look_for_idle_ones();
  return bring_up;
}

Expected<void> bring_up(BringUp& plan, System& system) {
  return plan.swarm ? swarm_up(plan, system) : UpRun(plan, system).run();
}

}  // namespace slipway
