#include <algorithm>

#include "ansible/plain_values.hpp"
#include "compose/command.hpp"
#include "compose/complaint.hpp"
#include "health_wait/hidden.hpp"
#include "health_wait/http_checks.hpp"
#include "health_wait/look.hpp"
#include "util/foreign.hpp"

namespace slipway::health_wait {
namespace {

constexpr long longest_wait = 7L * 24 * 3600;       // seconds
constexpr std::chrono::seconds shortest_config{5};  // docker and its plugin have to be loaded first
constexpr std::chrono::seconds longest_config{600};
constexpr std::chrono::seconds preview_time{5};

Expected<void> check(const Args& args) {
  if (args.timeout < 0 || args.timeout > longest_wait)
    return fail("timeout is " + std::to_string(args.timeout) + " s; give 0 to " +
                std::to_string(longest_wait));
  if (args.stable_for < 0) return fail("stable_for is negative; give 0 or more seconds");
  if (args.project_name && args.project_name->empty())
    return fail("project_name is empty; give the Compose project's name, or project_src with files instead");
  if (args.stable_for > 0 && args.stable_for >= args.timeout)
    return fail("stable_for is " + std::to_string(args.stable_for) +
                " s, which cannot pass within the timeout of " + std::to_string(args.timeout) +
                " s; raise timeout, or lower stable_for");
  if (args.max_restarts < 0) return fail("max_restarts is negative; give 0 or more");
  if (args.log_lines < 0) return fail("log_lines is negative; give 0 or more");
  if (!args.files.empty() && !args.project_src)
    return fail("files is given without project_src; give the folder that the files stand in");
  if (args.files.empty() && args.project_src)
    return fail(
        "project_src is given without files; list the compose files, in the order of docker compose -f");
  return {};
}

HealthLimits limits_from(const Args& args) {
  HealthLimits limits{WithoutHealthcheck::running, args.max_restarts};
  if (args.without_healthcheck == "ignore") limits.without_healthcheck = WithoutHealthcheck::ignore;
  if (args.without_healthcheck == "fail") limits.without_healthcheck = WithoutHealthcheck::fail;
  return limits;
}

Expected<ComposeServices> configured_services(const Args& args, const Plan& plan, System& system) {
  const ComposeProject project{*args.project_src, args.files, args.project_name, plan.environment};
  Command command = compose_command(project, system.environment, {"config"});
  command.timeout = std::clamp(std::chrono::seconds(args.timeout + 1), shortest_config, longest_config);
  const auto outcome = system.processes.run(command);
  if (!outcome)
    return fail_while("reading the compose files in '" + args.project_src->string() + "'", outcome.error());
  if (outcome->exit_code != 0)
    return fail("docker compose config refuses the files in '" + args.project_src->string() +
                "': " + compose_complaint(*outcome, *args.project_src, plan.mask, system.files));
  return parse_compose_services(outcome->output);
}

Expected<void> check_services(const Args& args, const ComposeServices& configured) {
  std::string names;
  for (const auto& [name, service] : configured.services) names += (names.empty() ? "" : ", ") + name;
  for (const auto& name : args.services)
    if (configured.services.count(name) == 0)
      return fail("there is no service '" + foreign(name) + "' in the compose files; they have: " + names);
  return {};
}

Expected<void> first_look(const Args& args, Plan& plan, System& system) {
  HealthRules rules{limits_from(args), {args.services.begin(), args.services.end()}, {}};
  plan.begun = system.clock.steady();
  if (args.project_src) {
    TRY_ASSIGN(rules.configured, configured_services(args, plan, system));
    TRY(check_services(args, *rules.configured));
    if (plan.project.empty()) plan.project = rules.configured->project;
    if (plan.project.empty())
      return fail("docker compose config does not say the project's name; give project_name");
  }
  // However long Compose took, there is one look.
  plan.limits =
      TimeLimits::ending(std::max(plan.begun + std::chrono::seconds(plan.timeout), system.clock.steady()));
  TRY_ASSIGN(const auto engine, engine_of(plan, system, plan.limits.last_answer));
  TRY_ASSIGN(const auto containers, look_at_all(*engine, plan, rules));
  const Moment now = moment(system.clock);
  plan.watch.emplace(std::move(rules), containers, now);
  plan.verdict = plan.watch->verdict(now);
  return {};
}

}  // namespace

void preview(Plan& plan, System& system) {
  HttpChecks checks(plan.http, system, plan.mask, TimeLimits::ending(system.clock.steady() + preview_time));
  checks.go_on();
  checks.finish();
}

Expected<Plan> plan(const Args& args, System& system) {
  TRY(check(args));
  Plan plan;
  TRY_ASSIGN(const auto environment, ansible::plain_values(args.environment, "environment"));
  plan.environment = {environment.begin(), environment.end()};
  plan.project = args.project_name.value_or("");
  plan.docker_host = args.docker_host;
  plan.timeout = args.timeout;
  plan.stable_for = args.stable_for;
  plan.log_lines = args.log_lines;
  TRY_ASSIGN(plan.mask, texts_to_hide(args, system.files));
  TRY_ASSIGN(plan.http, http_states(args.http));
  TRY(engine_of(plan, system, Engines::any_time));  // an address that is none is refused before anything else
  if (const auto looked = first_look(args, plan, system); !looked) plan.obstacle = looked.error();
  return plan;
}

}  // namespace slipway::health_wait
