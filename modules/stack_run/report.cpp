#include "stack_run/stack_run.hpp"
#include "util/excerpt.hpp"
#include "util/joined.hpp"
#include "util/mask.hpp"
#include "util/seconds_text.hpp"

namespace slipway::stack_run {
namespace {

using ansible::Json;

constexpr std::size_t lines_in_message = 5;
constexpr int killed = 128 + 9;

Json entry_of(const Run& run) {
  return {{"argv", run.argv},
          {"rc", run.timed_out || !run.problem.empty() ? Json() : Json(run.exit_code)},
          {"timed_out", run.timed_out},
          {"said", run.said},
          {"seconds", hundredths(run.seconds)}};
}

/// Of a dry run: the same keys, and nothing in them.
Json previewed(const Words& words, const std::vector<std::string>& hidden) {
  Words shown;
  for (const auto& word : words) shown.push_back(masked(word, hidden));
  return {
      {"argv", shown}, {"rc", Json()}, {"timed_out", false}, {"said", Json::array()}, {"seconds", Json()}};
}

std::string counted(std::size_t number) {
  return std::to_string(number) + (number == 1 ? " command" : " commands");
}

std::string end_of(const std::vector<std::string>& said) {
  if (said.empty()) return "it printed nothing";
  std::string text = "it said last: ";
  const std::size_t first = said.size() - std::min(said.size(), lines_in_message);
  for (std::size_t i = first; i < said.size(); ++i) text += (i == first ? "" : " / ") + excerpt(said[i]);
  return text;
}

std::string outcome_of(const Run& run, const Plan& plan) {
  if (!run.problem.empty()) return "could not be run: " + run.problem;
  if (run.timed_out)
    return "did not end within " + std::to_string(plan.timeout) + " s, and was ended; " + end_of(run.said) +
           "; see what it waits for, or raise timeout";
  return "failed with exit code " + std::to_string(run.exit_code) +
         (run.exit_code == killed ? " (it was killed, for want of memory perhaps)" : "") + "; " +
         end_of(run.said) + "; mend what it names, or correct the command";
}

std::string message(const Plan& plan) {
  if (!plan.runs.empty() && has_failed(plan.runs.back())) return failure_message(plan.runs.back(), plan);
  if (plan.commands.empty()) return "there is no command to run" + plan.when;
  return counted(plan.commands.size()) + (plan.applied ? " ran" : " would run") + plan.when +
         ", in containers of their own of service '" + plan.service + "'";
}

}  // namespace

std::string failure_message(const Run& run, const Plan& plan) {
  const std::size_t left = plan.commands.size() - plan.runs.size();
  return "the command" + plan.when + " in service '" + plan.service + "', " + excerpt(joined(run.argv, " ")) +
         ", " + outcome_of(run, plan) + (left == 0 ? "" : "; " + counted(left) + " after it did not run");
}

ansible::Result report(const Plan& plan) {
  ansible::Result result;
  result.secrets = plan.hidden;
  result.changed =
      plan.applied ? !plan.runs.empty() : !plan.commands.empty();  // what they do nobody here can tell
  result.failed = !plan.runs.empty() && has_failed(plan.runs.back());
  result.msg = message(plan);
  Json commands = Json::array();
  for (const auto& run : plan.runs) commands.push_back(entry_of(run));
  if (!plan.applied)
    for (const auto& words : plan.commands) commands.push_back(previewed(words, plan.hidden));
  result.values = {
      {"project", plan.project_name}, {"service", plan.service}, {"commands", std::move(commands)}};
  result.warnings = plan.warnings;
  if (!plan.applied && plan.obstacle)
    result.warnings.push_back("nothing to see yet: " + plan.obstacle->message);
  return result;
}

}  // namespace slipway::stack_run
