#include "stack/swarm_up.hpp"

#include <algorithm>

#include "changes/service_change_text.hpp"
#include "compose/pullable_reference.hpp"
#include "health/engine_queries.hpp"
#include "stack/bring_up_watch.hpp"
#include "stack/swarm_credentials.hpp"
#include "swarm/membership.hpp"
#include "swarm/wait.hpp"
#include "util/excerpt.hpp"
#include "util/joined.hpp"
#include "util/mask.hpp"

namespace slipway {
namespace {

using Action = ServiceChange::Action;

Environment environment_of(const BringUp& bring_up, System& system) {
  const ComposeProject& project = bring_up.settings.project;
  return compose_environment(system.environment, project.extra);
}

Expected<std::unique_ptr<Engine>> engine_for(const BringUp& bring_up, System& system) {
  return system.engines.at("", environment_of(bring_up, system), Engines::any_time);
}

std::vector<std::string> obstacles_of(const SwarmForecast& forecast, std::size_t nodes, Strategy strategy) {
  std::vector<std::string> sentences = forecast.refused;
  for (const auto& [image, service] : forecast.absent)
    sentences.push_back("the image '" + foreign(image) + "' of service " + service +
                        " is not on this node, so nobody knows its digest; pull it first");
  for (const auto& image : forecast.local)
    if (nodes > 1)
      sentences.push_back(
          "the image '" + foreign(image) +
          "' was made on this node, and no registry has it for the others; push it, and pull it here");
  if (const auto refused = check_swarm_strategy(strategy); !refused)
    sentences.push_back(refused.error().message);
  return sentences;
}

/// The tasks of a service that are to run, by name.
std::map<std::string, std::string> tasks_of(const std::string& service, const HealthResult& found) {
  std::map<std::string, std::string> tasks;
  for (const auto& task : found.containers)
    if (task.container.service == service) tasks[task.container.name] = task.container.id;
  return tasks;
}

void name_stack_in_health(BringUp& bring_up) {
  HealthSettings& health = bring_up.settings.health;
  health.project = bring_up.project;
  health.environment = bring_up.settings.project.extra;
  health.services.clear();
}

/// What is there before anything is done; nothing, for a stack that is new.
HealthResult seen_before(const BringUp& bring_up, System& system) {
  const auto seen = look_at_swarm({bring_up.settings.health, {}, {}}, system);
  return seen ? *seen : HealthResult{};
}

class SwarmRun {
 public:
  SwarmRun(BringUp& bring_up, System& system)
      : bring_up_(bring_up), forecast_(*bring_up.swarm), system_(system), watch_(bring_up, system) {}

  Expected<void> run() {
    if (!bring_up_.obstacles.empty()) {
      fail_with(joined(bring_up_.obstacles, "; "));
      return {};
    }
    begun_ = system_.clock.steady();
    TRY(watch_.begin());
    const auto done = deploy_and_wait();
    if (!done && !bring_up_.changed) return done;
    if (!done) fail_with(done.error().message);
    watch_.end();
    note_services();
    return {};
  }

 private:
  Expected<void> deploy_and_wait() {
    TRY_ASSIGN(const auto engine, engine_for(bring_up_, system_));
    TRY_ASSIGN(const auto services, stack_services(*engine, bring_up_.project));
    TRY_ASSIGN(const auto tasks, stack_tasks(*engine, bring_up_.project));
    if (forecast_.changes_something()) TRY(deploy(*engine));
    return bring_up_.failed ? Expected<void>() : wait(past_failures(services, tasks));
  }

  Expected<void> deploy(Engine& engine) {
    bring_up_.changed = true;
    system_.progress.say("deploying " + services_named(touched()));
    TRY(make_objects(forecast_.missing, bring_up_.project, engine));
    if (needs_deploy()) TRY(call_docker());
    return bring_up_.failed ? Expected<void>() : force_tasks(engine);
  }

  std::vector<std::string> touched() const {
    std::vector<std::string> names;
    for (const auto& service : bring_up_.services) names.push_back(service.change.service);
    return names;
  }

  /// Services that are only forced need none.
  bool needs_deploy() const {
    return std::any_of(forecast_.changes.begin(), forecast_.changes.end(), [](const ServiceChange& change) {
      return change.action != Action::keep && change.action != Action::recreate;
    });
  }

  std::set<std::string> registries() const {
    std::set<std::string> domains;
    for (const auto& [name, service] : forecast_.file.services)
      if (const auto image = parse_pullable(service.image)) domains.insert(image->repository.domain);
    return domains;
  }

  Expected<void> call_docker() {
    const Environment environment = environment_of(bring_up_, system_);
    TRY_ASSIGN(auto accounts, RegistryAccounts::of(bring_up_.settings.registries, environment, system_));
    TRY_ASSIGN(const auto credentials, SwarmCredentials::hold(accounts, registries(), system_));
    for (const auto& warning : accounts.warnings()) bring_up_.warnings.push_back(warning);
    Command command;
    command.argv = {"docker", "stack",           "deploy", "--compose-file",
                    "-",      "--resolve-image", "never",  "--detach=true"};
    if (credentials->has_accounts()) command.argv.emplace_back("--with-registry-auth");
    if (bring_up_.settings.remove_orphans) command.argv.emplace_back("--prune");
    command.argv.push_back(bring_up_.project);
    command.environment = credentials->environment(environment);
    command.folder = bring_up_.settings.project.project_src;
    command.input = forecast_.file.text;
    command.timeout = bring_up_.settings.timeout;
    TRY_ASSIGN(auto outcome, system_.processes.run(command));
    // Clients before 26 do not know the flag, and do what it says.
    if (outcome.exit_code != 0 && outcome.errors.find("unknown flag: --detach") != std::string::npos) {
      std::erase(command.argv, "--detach=true");
      TRY_ASSIGN(outcome, system_.processes.run(command));
    }
    auto secrets = accounts.secrets();
    secrets.insert(secrets.end(), bring_up_.settings.health.mask.begin(),
                   bring_up_.settings.health.mask.end());
    if (outcome.exit_code != 0)
      fail_with("docker stack deploy failed: " + excerpt(Mask(secrets).text(outcome.errors)));
    return {};
  }

  Expected<void> force_tasks(Engine& engine) {
    if (!bring_up_.settings.force_recreate) return {};
    TRY_ASSIGN(const auto services, stack_services(engine, bring_up_.project));
    for (const auto& change : forecast_.changes) {
      const auto service = std::find_if(services.begin(), services.end(),
                                        [&](const auto& one) { return one.name == change.service; });
      if (service != services.end() && needs_force(change)) TRY(force_update(engine, *service));
    }
    return {};
  }

  Expected<void> wait(SwarmPast past) {
    SwarmWait wait{bring_up_.settings.health, {}, std::move(past)};
    for (const auto& [name, service] : forecast_.file.services) wait.wanted.insert(name);
    TRY_ASSIGN(bring_up_.health, wait_for_swarm(wait, system_));
    bring_up_.failed = !bring_up_.health.healthy;
    bring_up_.message = bring_up_.health.message;
    return {};
  }

  void note_services() {
    bring_up_.waited = std::chrono::duration<double>(system_.clock.steady() - begun_).count();
    for (auto& service : bring_up_.services) {
      service.after = tasks_of(service.change.service, bring_up_.health);
      service.began = 0;
      service.seconds = bring_up_.waited;
      for (const auto& task : bring_up_.health.containers)
        if (task.container.service == service.change.service && task.healthy_after)
          service.well = std::max(service.well.value_or(0), *task.healthy_after);
      if (service.well) service.seconds = *service.well;
    }
  }

  void fail_with(const std::string& why) {
    bring_up_.failed = true;
    bring_up_.message = why;
  }

  BringUp& bring_up_;
  const SwarmForecast& forecast_;
  System& system_;
  BringUpWatch watch_;
  std::chrono::steady_clock::time_point begun_;
};

}  // namespace

Expected<BringUp> plan_swarm_up(BringUpSettings settings, System& system) {
  BringUp bring_up;
  bring_up.settings = std::move(settings);
  const BringUpSettings& wanted = bring_up.settings;
  const ComposeConfig compose(system, ComposeConfig::Files::as_they_are, wanted.health.mask);
  TRY_ASSIGN(bring_up.swarm, swarm_forecast(wanted.project, std::nullopt, compose,
                                            {wanted.force_recreate, wanted.remove_orphans}, system));
  const SwarmForecast& forecast = *bring_up.swarm;
  bring_up.project = forecast.stack;
  name_stack_in_health(bring_up);
  TRY(prepare_wait(wanted.health, system));
  bring_up.plan.changes = forecast.changes;
  TRY_ASSIGN(const auto engine, engine_for(bring_up, system));
  TRY_ASSIGN(const auto nodes, swarm_nodes(*engine));
  bring_up.obstacles = obstacles_of(forecast, nodes.size(), wanted.strategy);
  const HealthResult before = seen_before(bring_up, system);
  for (const auto& change : forecast.changes) {
    if (touches_nothing(change)) continue;
    BringUpService service;
    service.change = change;
    service.before = tasks_of(change.service, before);
    bring_up.services.push_back(std::move(service));
  }
  return bring_up;
}

Expected<void> swarm_up(BringUp& plan, System& system) {
  return SwarmRun(plan, system).run();
}

}  // namespace slipway
