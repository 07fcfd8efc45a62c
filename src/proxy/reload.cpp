#include "proxy/reload.hpp"

#include "engine/exec.hpp"
#include "util/excerpt.hpp"

namespace slipway {
namespace {

constexpr std::chrono::seconds longest_command{30};

}  // namespace

Expected<void> ReloadedProxy::add(const BackendChange&) {
  TRY(reload());
  system_.clock.sleep_until(system_.clock.steady() + std::chrono::seconds(settings_.settle));
  return {};
}

/// One that does not run looks its backends up when it starts.
Expected<void> ReloadedProxy::reload() {
  const std::string what = "the proxy " + settings_.service + " cannot be told: " + settings_.command.front();
  TRY_ASSIGN(const auto containers, proxy_containers(settings_, place_, system_));
  Environment environment = place_.environment;
  environment.insert(system_.environment.begin(), system_.environment.end());
  TRY_ASSIGN(const auto engine,
             system_.engines.at("", environment, system_.clock.steady() + longest_command));
  for (const auto& container : containers) {
    const auto ran = run_exec(*engine, container.id, settings_.command);
    if (!ran) return fail_while(what, ran.error());
    if (ran->exit_code != 0)
      return fail(what + " ended with " + std::to_string(ran->exit_code) + " in container " + container.name +
                  ": " + excerpt(ran->said));
  }
  return {};
}

}  // namespace slipway
