#include "health/own_checks.hpp"

#include <algorithm>

#include "engine/exec.hpp"

namespace slipway {
namespace {

constexpr std::chrono::seconds between_checks{1};

}  // namespace

bool OwnChecks::go_on(Engine& engine, HealthWatch& watch, TimePoint now) {
  bool has_passed = false;
  for (const auto* watched : watch.waiting_for_check()) {
    const Container& container = watched->container;
    const auto [entry, is_new] = checks_.try_emplace(container.id);
    Check& check = entry->second;
    if (is_new || check.start != container.started_at) check = {container.started_at, "", now, now};
    if (now < check.due) continue;
    if (!check.exec.empty()) {
      has_passed = look(engine, watch, *watched, check, now) || has_passed;
      continue;
    }
    check.began = now;
    check.due = now + between_checks;
    if (auto exec = start_exec(engine, container.id, container.healthcheck.argv))
      check.exec = std::move(*exec);
  }
  return has_passed;
}

/// Asks for one that no event has told the end of.
bool OwnChecks::look(Engine& engine, HealthWatch& watch, const WatchedContainer& watched, Check& check,
                     TimePoint now) {
  check.due = now + between_checks;
  const auto state = inspect_exec(engine, check.exec);
  if (!state && state.error().may_pass) return false;
  if (state && state->running) return false;
  return end(watch, watched.container.id, watched.container.healthcheck.timeout, check,
             state && state->exit_code == 0, now);
}

bool OwnChecks::take_in(Engine& engine, HealthWatch& watch, const ContainerEvent& event, TimePoint now) {
  if (event.action != "exec_die") return false;
  const auto found = checks_.find(event.id);
  if (found == checks_.end() || found->second.exec.empty() || found->second.exec != event.exec_id)
    return false;
  Check& check = found->second;
  for (const auto* watched : watch.waiting_for_check()) {
    if (watched->container.id != event.id) continue;
    if (event.exit_code.empty())
      look(engine, watch, *watched, check, now);
    else
      end(watch, event.id, watched->container.healthcheck.timeout, check, event.exit_code == "0", now);
    return true;
  }
  check.exec.clear();
  return true;
}

/// The engine's own probe fails when it takes longer than its timeout, however it ends.
bool OwnChecks::end(HealthWatch& watch, const std::string& id, std::chrono::nanoseconds timeout, Check& check,
                    bool passed, TimePoint now) {
  check.exec.clear();
  check.due = std::max(now, check.began + between_checks);
  if (!passed || now - check.began > timeout) return false;
  watch.see_passed(id);
  return true;
}

std::optional<OwnChecks::TimePoint> OwnChecks::due(const HealthWatch& watch) const {
  std::optional<TimePoint> soonest;
  for (const auto* watched : watch.waiting_for_check())
    if (const auto found = checks_.find(watched->container.id); found != checks_.end())
      soonest = std::min(soonest.value_or(found->second.due), found->second.due);
  return soonest;
}

bool OwnChecks::is_running(const std::string& id) const {
  const auto found = checks_.find(id);
  return found != checks_.end() && !found->second.exec.empty();
}

}  // namespace slipway
