#include "health/wait.hpp"

#include <algorithm>

#include "compose/complaint.hpp"
#include "engine/exec.hpp"
#include "health/engine_queries.hpp"
#include "health/message.hpp"
#include "health/wait_loop.hpp"
#include "util/excerpt.hpp"
#include "util/foreign.hpp"
#include "util/mask.hpp"

namespace slipway {
namespace {

constexpr std::chrono::seconds log_time{5};
constexpr std::chrono::seconds check_time{5};
constexpr std::chrono::seconds shortest_config{5};  // docker and its plugin have to be loaded first
constexpr std::chrono::seconds longest_config{600};
constexpr std::chrono::seconds page_time{5};

Expected<void> check_services(const HealthSettings& settings, const ComposeServices& configured) {
  std::string names;
  for (const auto& [name, service] : configured.services) names += (names.empty() ? "" : ", ") + name;
  for (const auto& name : settings.services)
    if (configured.services.count(name) == 0)
      return fail("there is no service '" + foreign(name) + "' in the compose files; they have: " + names);
  return {};
}

LogTail read_log(Engine& engine, const Container& container, const HealthSettings& settings) {
  const auto tail = container_log_tail(engine, container, settings.log_lines);
  if (!tail) return {{}, tail.error().message};
  return {lines_of(masked(*tail, settings.mask)), ""};
}

Expected<HealthProbe> run_check(const HealthSettings& settings, const Container& container, System& system) {
  TRY_ASSIGN(const auto engine, engine_of(settings, system, system.clock.steady() + check_time));
  TRY_ASSIGN(const auto output, run_exec(*engine, container.id, container.healthcheck.argv));
  return HealthProbe{"", output.exit_code, masked_where_cut(output.said, settings.mask)};
}

/// Of those that are not ready. A silent engine is not asked for one after the other.
Expected<void> collect_logs(HealthWait& wait, System& system) {
  HealthResult& result = wait.result;
  if (result.outage || result.verdict.state == HealthState::ready || wait.settings.log_lines == 0) return {};
  TRY_ASSIGN(const auto engine, engine_of(wait.settings, system, system.clock.steady() + log_time));
  for (const auto& watched : result.containers)
    if (watched.verdict.state != HealthState::ready)
      result.logs[watched.container.id] = read_log(*engine, watched.container, wait.settings);
  return {};
}

/// Of those that run and are not healthy, and that the engine has not probed yet: what their own check says.
void collect_check_outputs(HealthWait& wait, const OwnChecks& own_checks, System& system) {
  if (wait.result.outage) return;
  for (auto& watched : wait.result.containers) {
    Container& container = watched.container;
    if (watched.verdict.state != HealthState::waiting || !container.has_healthcheck ||
        container.status != "running" || !container.probes.empty())
      continue;
    if (own_checks.is_running(container.id)) {
      watched.verdict.reason =
          "is running but not healthy yet: its own health check, run at once, has not ended yet";
      continue;
    }
    auto probe = run_check(wait.settings, container, system);
    if (!probe) continue;  // the engine's own evidence is all that there is
    container.probes.push_back(std::move(*probe));
    watched.verdict.reason = not_healthy_yet(container);
  }
}

Expected<void> nothing_to_wait_for(const HealthWait& wait) {
  const auto& wanted = wait.watch->rules().services;
  const auto seen = wait.watch->services_seen();
  if (!wanted.empty() && !seen.empty())
    return fail("project '" + wait.result.project + "' has no container of " +
                some_of({wanted.begin(), wanted.end()}) + "; it has containers of: " + some_of(seen) +
                "; correct services, or bring those up first");
  return fail(
      "project '" + wait.result.project +
      "' has no containers to wait for on this engine; bring it up first, or correct the project's name");
}

}  // namespace

Expected<ComposeServices> configured_services(const HealthSettings& settings, System& system) {
  const ComposeProject& project = *settings.compose;
  Command command = compose_command(project, system.environment, {"config"});
  command.timeout = std::clamp(std::chrono::seconds(settings.timeout + 1), shortest_config, longest_config);
  const auto outcome = system.processes.run(command);
  if (!outcome)
    return fail_while("reading the compose files in '" + project.project_src.string() + "'", outcome.error());
  if (outcome->exit_code != 0)
    return fail("docker compose config refuses the files in '" + project.project_src.string() +
                "': " + compose_complaint(*outcome, project.project_src, settings.mask, system.files));
  TRY_ASSIGN(auto configured, parse_compose_services(outcome->output));
  TRY(check_services(settings, configured));
  return configured;
}

Expected<HealthWait> prepare_wait(HealthSettings settings, System& system) {
  HealthWait wait;
  wait.settings = std::move(settings);
  wait.result.project = wait.settings.project;
  TRY_ASSIGN(wait.result.http, http_states(wait.settings.http));
  TRY(engine_of(wait.settings, system, Engines::any_time));  // an address that is none
  return wait;
}

Expected<void> look_once(HealthWait& wait, System& system) {
  const HealthSettings& settings = wait.settings;
  HealthRules rules{settings.limits, settings.services, settings.configured, settings.conditions,
                    settings.containers};
  wait.begun = system.clock.steady();
  std::string& project = wait.result.project;
  if (settings.compose && !settings.configured) {
    TRY_ASSIGN(rules.configured, configured_services(settings, system));
    if (project.empty()) project = rules.configured->project;
    if (project.empty())
      return fail("docker compose config does not say the project's name; give project_name");
  }
  // However long Compose took, there is one look.
  wait.limits = TimeLimits::ending(
      std::max(wait.begun + std::chrono::seconds(settings.timeout), system.clock.steady()));
  TRY_ASSIGN(const auto engine, engine_of(settings, system, wait.limits.last_answer));
  TRY_ASSIGN(const auto containers, read_containers(*engine, project, rules, settings.mask));
  const Moment now = moment(system.clock);
  wait.watch.emplace(std::move(rules), containers, now);
  wait.result.verdict = wait.watch->verdict(now);
  wait.result.containers = wait.watch->containers();
  return {};
}

void try_pages_once(HealthWait& wait, System& system) {
  HttpChecks checks(wait.result.http, system, wait.settings.mask,
                    TimeLimits::ending(system.clock.steady() + page_time));
  checks.go_on();
  checks.finish();
}

Expected<void> wait_until_healthy(HealthWait& wait, System& system) {
  HealthResult& result = wait.result;
  if (result.containers.empty()) return nothing_to_wait_for(wait);
  WaitLoop loop(wait, system);
  const auto outcome = loop.run();
  result.containers = wait.watch->containers();
  if (!outcome) return fail_while("while waiting for project '" + result.project + "'", outcome.error());
  result.waited_for = true;
  result.waited = std::chrono::duration<double>(system.clock.steady() - wait.begun).count();
  if (wait.settings.runs_checks) collect_check_outputs(wait, loop.own_checks(), system);
  TRY(collect_logs(wait, system));
  result.message = health_message(wait.settings, result);
  return {};
}

Expected<HealthResult> wait_until_healthy(HealthSettings settings, System& system) {
  TRY_ASSIGN(auto wait, prepare_wait(std::move(settings), system));
  TRY(look_once(wait, system));
  TRY(wait_until_healthy(wait, system));
  return std::move(wait.result);
}

}  // namespace slipway
