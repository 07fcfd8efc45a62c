#include "stack/command_containers.hpp"
#include "stack_run/stack_run.hpp"
#include "util/excerpt.hpp"
#include "util/joined.hpp"
#include "util/mask.hpp"

namespace slipway::stack_run {
namespace {

constexpr std::size_t longest_tail = 1U << 20U;  // bytes of what a command says that are kept

Expected<std::vector<std::string>> clear_away(const Plan& plan, System& system) {
  TRY_ASSIGN(
      const auto engine,
      system.engines.at("", compose_environment(system.environment, plan.project.extra), Engines::any_time));
  return remove_command_containers(*engine, plan.project_name);
}

Expected<void> clear_away_earlier(Plan& plan, System& system) {
  auto names = clear_away(plan, system);
  if (!names) return fail_while("while clearing away what an earlier run left", names.error());
  for (const auto& name : *names)
    plan.warnings.push_back("container '" + name +
                            "' of a command that was cut off was still there; it was stopped and removed");
  return {};
}

/// Whatever became of Compose, which removes it when all goes well.
void clear_away_own(Plan& plan, System& system) {
  if (const auto names = clear_away(plan, system); !names)
    plan.warnings.push_back("the command's container may still be there: " + names.error().message +
                            "; the next run removes it");
}

/// Has the last word on pull_policy, in every Compose 2: `run --pull` came with 2.32.
std::string never_pulls(const std::string& service) {
  return ansible::Json{{"services", {{service, {{"pull_policy", "never"}}}}}}.dump();
}

Command run_command(const ComposeProject& project, const Words& words, const Plan& plan, System& system) {
  std::vector<std::string> arguments{
      "run",       "--rm", "--no-deps", "-T", "--label", std::string(command_label) + "=" + plan.project_name,
      plan.service};
  arguments.insert(arguments.end(), words.begin(), words.end());
  Command command = compose_command(project, system.environment, std::move(arguments));
  command.timeout =
      plan.timeout > 0 ? std::chrono::milliseconds(std::chrono::seconds(plan.timeout)) : Command::any_time;
  return command;
}

Run run_one(const Words& words, const ComposeProject& project, Plan& plan, System& system) {
  Run run;
  for (const auto& word : words) run.argv.push_back(masked(word, plan.hidden));
  system.progress.say("running " + one_line(joined(run.argv, " ")));
  const auto begun = system.clock.steady();
  const auto outcome = system.processes.run_tailed(run_command(project, words, plan, system), longest_tail);
  run.seconds = std::chrono::duration<double>(system.clock.steady() - begun).count();
  clear_away_own(plan, system);
  if (!outcome) {
    run.problem = outcome.error().message;
    return run;
  }
  run.exit_code = outcome->exit_code;
  run.timed_out = outcome->timed_out;
  run.said = last_lines(outcome->output, plan.hidden);
  return run;
}

}  // namespace

bool has_failed(const Run& run) {
  return run.timed_out || run.exit_code != 0 || !run.problem.empty();
}

Expected<void> apply(Plan& plan, System& system) {
  plan.applied = true;
  if (plan.commands.empty()) return {};
  if (plan.obstacle) return tl::unexpected(*plan.obstacle);
  TRY(clear_away_earlier(plan, system));
  TRY_ASSIGN(const auto override_file, system.processes.hold(never_pulls(plan.service)));
  ComposeProject project = plan.project;
  project.files.push_back(override_file->path());
  for (const auto& words : plan.commands) {
    plan.runs.push_back(run_one(words, project, plan, system));
    if (has_failed(plan.runs.back())) break;
  }
  return {};
}

}  // namespace slipway::stack_run
