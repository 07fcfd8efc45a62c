#include "stack_check/engine_service.hpp"

#include <cerrno>

#include "system/engine_address.hpp"
#include "util/excerpt.hpp"

namespace slipway::stack_check {
namespace {

using namespace std::chrono_literals;

constexpr auto longest_start = 30s;
constexpr auto pause_between = 500ms;

Expected<std::vector<std::string>> start_command(Files& files) {
  TRY_ASSIGN(const auto systemd, files.status("/run/systemd/system"));  // sd_booted(3)
  if (systemd) return std::vector<std::string>{"systemctl", "start", "docker"};
  return std::vector<std::string>{"service", "docker", "start"};
}

Expected<void> wait_until_it_answers(const Environment& environment, System& system) {
  const auto until = system.clock.steady() + longest_start;
  while (true) {
    TRY_ASSIGN(const auto engine, system.engines.at("", environment, until));
    const auto answer = engine->request("GET", "/_ping");
    if (answer) return {};
    const auto now = system.clock.steady();
    if (now >= until) return tl::unexpected(answer.error());
    system.clock.sleep_until(std::min(until, now + pause_between));
  }
}

}  // namespace

bool has_own_service(const Environment& environment, const Error& reason) {
  const auto address = engine_address("", environment);
  const bool at_home =
      address && (address->path == "/var/run/docker.sock" || address->path == "/run/docker.sock");
  return at_home && (reason.os_error == ENOENT || reason.os_error == ECONNREFUSED);
}

Expected<void> start_engine_service(const Environment& environment, System& system) {
  TRY_ASSIGN(auto words, start_command(system.files));
  Command command;
  command.argv = std::move(words);
  command.environment = environment;
  TRY_ASSIGN(const auto outcome, system.processes.run(command));
  if (outcome.exit_code != 0)
    return fail("'" + command.argv[0] + " " + command.argv[1] + " " + command.argv[2] +
                "' failed: " + excerpt(outcome.errors.empty() ? outcome.output : outcome.errors));
  return wait_until_it_answers(environment, system);
}

}  // namespace slipway::stack_check
