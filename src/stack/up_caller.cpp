#include "stack/up_caller.hpp"

#include <algorithm>

#include "compose/complaint.hpp"

namespace slipway {
namespace {

constexpr std::size_t longest_tail = 1U << 16U;  // bytes of what Compose says that are kept

}  // namespace

Expected<void> UpCaller::call(const ComposeArguments& arguments, const std::string& whom,
                              std::set<std::string> services) {
  const ComposeProject& project = bring_up_.settings.project;
  Command command = compose_command(project, system_.environment, arguments);
  command.timeout = std::chrono::seconds(seconds_left());
  const std::string what = "docker compose " + arguments.front() + " failed" + whom + ": ";
  const auto outcome = system_.processes.run_tailed(command, longest_tail);
  if (!outcome)
    return fail_while("while running docker compose " + arguments.front() + whom, outcome.error());
  if (outcome->timed_out)
    return fail_with(what + "it did not end within the timeout of " +
                         std::to_string(bring_up_.settings.timeout.count()) +
                         " s; raise timeout, or see what keeps it",
                     std::move(services));
  if (outcome->exit_code == 0) return {};
  const CommandOutcome said{outcome->exit_code, "", outcome->output.text};
  return fail_with(
      what + compose_complaint(said, project.project_src, bring_up_.settings.health.mask, system_.files),
      std::move(services));
}

/// With one look at the containers of those services, for the evidence; what cannot be seen is left out.
Expected<void> UpCaller::fail_with(std::string message, std::set<std::string> services) {
  bring_up_.failed = true;
  bring_up_.message = std::move(message);
  bring_up_.health.project = bring_up_.project;
  HealthSettings settings = bring_up_.settings.health;
  settings.services = std::move(services);
  settings.timeout = settings.stable_for = 0;
  settings.runs_checks = false;
  settings.http.clear();
  if (auto seen = wait_until_healthy(std::move(settings), system_)) bring_up_.health = std::move(*seen);
  bring_up_.health.healthy = false;
  return {};
}

long UpCaller::seconds_left() const {
  const auto left = std::chrono::ceil<std::chrono::seconds>(deadline_ - system_.clock.steady());
  return std::max(left.count(), std::chrono::seconds::rep{1});
}

}  // namespace slipway
