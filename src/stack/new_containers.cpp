#include "stack/new_containers.hpp"

#include <algorithm>

#include "engine/exec.hpp"
#include "health/engine_queries.hpp"
#include "util/excerpt.hpp"
#include "util/mask.hpp"

namespace slipway {
namespace {

constexpr std::chrono::seconds pause_between_checks{1};
constexpr std::chrono::milliseconds pause_between_looks{100};  // at the watch

/// The page of a new container at its own address; nullopt: it has none that can be reached.
std::optional<HttpCheck> own_page(const ContainerCheck& check, const Container& container) {
  if (container.addresses.empty()) return std::nullopt;
  const std::string authority = at_port(container.addresses.begin()->second, std::to_string(check.port));
  return HttpCheck{"http://" + authority + check.path, check.status, check.contains};
}

std::chrono::seconds monitor_of(const BringUp& bring_up, const std::string& service) {
  const auto& update = bring_up.forecast.next.model.services.at(service).replacement.update;
  return std::chrono::ceil<std::chrono::seconds>(update.monitor);
}

/// Once a second until it passes, as a page is asked.
Expected<std::optional<std::string>> run_own_check(const std::vector<std::string>& command,
                                                   const Container& container, const HealthSettings& settings,
                                                   System& system) {
  const auto until = system.clock.steady() + std::chrono::seconds(settings.timeout);
  for (;;) {
    TRY_ASSIGN(const auto engine, engine_of(settings, system, until + pause_between_checks));
    const auto ran = run_exec(*engine, container.id, command);
    if (ran && ran->exit_code == 0) return std::nullopt;
    if (system.clock.steady() + pause_between_checks >= until)
      return ending_text("its x-slipway.check in container " + container.name, ran, settings.mask);
    system.clock.sleep_until(system.clock.steady() + pause_between_checks);
  }
}

/// Settings for a wait for these containers of the service alone.
HealthSettings wait_for_alone(const std::vector<Container>& containers, const std::string& service,
                              const BringUp& bring_up) {
  HealthSettings settings = bring_up.settings.health;
  settings.services = {service};
  settings.configured =
      ComposeServices{bring_up.project, {{service, {static_cast<long>(containers.size()), false}}}};
  settings.conditions.clear();
  settings.http.clear();
  for (const auto& container : containers) settings.containers.insert(container.id);
  return settings;
}

Expected<std::optional<std::string>> fault_now(const BackendChange& change, BringUp& bring_up,
                                               System& system) {
  HealthSettings settings = wait_for_alone(change.made, change.service, bring_up);
  settings.stable_for = 0;
  TRY_ASSIGN(auto health, wait_until_healthy(std::move(settings), system));
  if (health.healthy) return std::nullopt;
  bring_up.health = std::move(health);
  return bring_up.health.message;
}

}  // namespace

const OwnSettings& own_settings_of(const BringUp& bring_up, const std::string& service) {
  static const OwnSettings none;
  const auto found = bring_up.forecast.own_settings.find(service);
  return found == bring_up.forecast.own_settings.end() ? none : found->second;
}

Expected<std::optional<std::string>> fault_of_new(const std::vector<Container>& made,
                                                  const std::string& service, bool by_engine,
                                                  BringUp& bring_up, System& system) {
  if (made.empty()) return std::nullopt;
  const auto& check = own_settings_of(bring_up, service).check;
  HealthSettings settings = wait_for_alone(made, service, bring_up);
  settings.stable_for = monitor_of(bring_up, service).count();
  settings.timeout += settings.stable_for;
  if (by_engine) settings.runs_checks = false;
  for (const auto& container : made) {
    if (!check || !check->command.empty()) break;
    const auto page = own_page(*check, container);
    if (!page)
      return "its x-slipway.check cannot be asked, since container " + container.name + " has no address";
    settings.http.push_back(*page);
  }
  TRY_ASSIGN(auto result, wait_until_healthy(std::move(settings), system));
  if (!result.healthy) {
    bring_up.health = std::move(result);
    return bring_up.health.message;
  }
  if (!check || check->command.empty()) return std::nullopt;
  for (const auto& container : made) {
    TRY_ASSIGN(auto fault, run_own_check(check->command, container, bring_up.settings.health, system));
    if (fault) return fault;
  }
  return std::nullopt;
}

Expected<std::optional<std::string>> fault_while(const std::vector<BackendChange>& changes,
                                                 std::chrono::seconds length, BringUp& bring_up,
                                                 const TrafficWatch* watch, System& system) {
  const auto until = system.clock.steady() + length;
  auto next_health = system.clock.steady();
  while (system.clock.steady() < until) {
    if (watch != nullptr && watch->has_failed_too_often())
      return "more requests have failed than max_failures allows";
    for (const auto& change : changes) {
      if (system.clock.steady() < next_health || change.made.empty()) continue;
      TRY_ASSIGN(auto fault, fault_now(change, bring_up, system));
      if (fault) return fault;
    }
    if (system.clock.steady() >= next_health) next_health = system.clock.steady() + pause_between_checks;
    system.clock.sleep_until(std::min(until, system.clock.steady() + pause_between_looks));
  }
  return std::nullopt;
}

}  // namespace slipway
