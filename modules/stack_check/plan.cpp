#include "stack_check/engine_service.hpp"
#include "stack_check/situation.hpp"

namespace slipway::stack_check {
namespace {

/// A rollback brings other files than those that are there: what is wrong with these is no obstacle to it.
void take_as_advice(Findings& of_files, Findings& findings) {
  for (auto& [problem, remedy] : of_files.problems)
    findings.advice.push_back("the files that are there now: " + problem + "; " + remedy);
  findings.advice.insert(findings.advice.end(), of_files.advice.begin(), of_files.advice.end());
  findings.warnings.insert(findings.warnings.end(), of_files.warnings.begin(), of_files.warnings.end());
}

/// What only Docker Compose needs, or only a swarm.
std::vector<Check> checks_of_stack(const Situation& situation) {
  if (situation.project.is_on_swarm()) return {check_swarm, check_external, check_secrecy};
  return {check_mounts, check_external, check_names,    check_secrecy,
          check_probes, check_rolling,  check_handover, check_not_on_swarm};
}

void look_at_files(Situation& situation, Findings& findings) {
  check_compose_files(situation, findings);
  check_required(situation, findings);
  check_files(situation, findings);
  for (const Check check : checks_of_stack(situation)) check(situation, findings);
}

void look_at_all(Situation& situation, Findings& findings) {
  for (const Check check : {check_options, check_env, check_engine, check_disk}) check(situation, findings);
  Findings of_files;
  look_at_files(situation, situation.is_deploy() ? findings : of_files);
  take_as_advice(of_files, findings);
  check_compose(situation, findings);
}

Plan looked(const Args& args, System& system) {
  Plan plan;
  plan.args = args;
  Situation situation(args, system);
  look_at_all(situation, plan.findings);
  plan.environment = situation.environment;
  plan.engine = situation.facts;
  if (const auto compose = situation.compose_2()) plan.compose = compose->printed;
  plan.free_mb = situation.free_mb;
  plan.files = situation.project.files;
  plan.order = situation.order;
  plan.needs_compose_file = situation.needs_compose_file;
  plan.secrets = situation.secrets;
  plan.starts_engine = args.start_engine && situation.no_engine &&
                       has_own_service(situation.environment, *situation.no_engine);
  return plan;
}

}  // namespace

Expected<Plan> plan(const Args& args, System& system) {
  Plan plan = looked(args, system);
  if (plan.starts_engine)
    plan.findings.warnings.push_back(
        "the engine does not answer, and its service would be started first; what the engine knows was not "
        "looked at");
  return plan;
}

Expected<void> apply(Plan& plan, System& system) {
  if (!plan.starts_engine) return {};
  Args args = plan.args;
  const auto started = start_engine_service(plan.environment, system);
  args.start_engine = false;
  plan = looked(args, system);
  plan.starts_engine = started.has_value();
  if (!started)
    plan.findings.add("the engine's service could not be started: " + started.error().message,
                      "see systemctl status docker");
  return {};
}

}  // namespace slipway::stack_check
