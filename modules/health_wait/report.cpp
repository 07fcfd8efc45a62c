#include <cmath>

#include "health_wait/health_wait.hpp"

namespace slipway::health_wait {
namespace {

using ansible::Json;

double hundredths(double seconds) {
  return std::round(seconds * 100) / 100;
}

bool has_ended(const Container& container) {
  return container.status == "exited" || container.status == "restarting" || container.status == "dead";
}

Json entry_of(const WatchedContainer& watched) {
  const Container& container = watched.container;
  return Json{{"name", container.name},
              {"service", container.service},
              {"state", container.status},
              {"health", container.health.empty() ? Json() : Json(container.health)},
              {"exit_code", has_ended(container) ? Json(container.exit_code) : Json()},
              {"oom_killed", container.oom_killed},
              {"restarts", container.restarts},
              {"healthy_after", watched.healthy_after ? Json(hundredths(*watched.healthy_after)) : Json()}};
}

/// What helps to find the cause, for a container that is not ready when the wait ends.
void add_evidence(const WatchedContainer& watched, const HealthResult& found, Json& entry) {
  if (!found.waited_for || watched.verdict.state == HealthState::ready) return;
  entry["reason"] = watched.verdict.reason;
  const auto& probes = watched.container.probes;
  entry["last_probe"] = probes.empty() ? Json() : Json(probes.back().output);
  const auto log = found.logs.find(watched.container.id);
  if (log == found.logs.end()) return;
  entry["log"] = log->second.lines;
  if (!log->second.problem.empty()) entry["log_problem"] = log->second.problem;
}

Json entry_of(const HttpCheckState& state) {
  const std::string problem = problem_of(state);
  return Json{{"url", state.check.url},
              {"status", state.status ? Json(*state.status) : Json()},
              {"ok", state.ok},
              {"problem", state.ok ? Json() : Json(problem)}};
}

}  // namespace

ansible::Result report(const Plan& plan) {
  ansible::Result result;
  const HealthResult& found = plan.wait.result;
  result.secrets = plan.wait.settings.mask;
  result.documented = {"project",         "services.name",   "services.service",     "services.state",
                       "services.health", "services.reason", "services.log_problem", "http.problem"};
  Json services = Json::array();
  for (const auto& watched : found.containers) {
    services.push_back(entry_of(watched));
    add_evidence(watched, found, services.back());
  }
  Json http = Json::array();
  bool http_ok = true;
  for (const auto& state : found.http) {
    http.push_back(entry_of(state));
    http_ok = http_ok && state.ok;
  }
  const bool well = !found.containers.empty() && found.verdict.state == HealthState::ready && http_ok;
  const bool healthy = found.waited_for ? found.healthy : well;
  result.values = {{"project", found.project},
                   {"healthy", healthy},
                   {"waited", hundredths(found.waited)},
                   {"services", std::move(services)},
                   {"http", std::move(http)}};
  if (plan.obstacle) result.warnings.push_back("nothing to see yet: " + plan.obstacle->message);
  for (const auto& warning : found.verdict.warnings) result.warnings.push_back(warning);
  if (!found.waited_for) {
    for (const auto& sentence : found.verdict.too_many) result.warnings.push_back(sentence);
    return result;
  }
  result.failed = !healthy;
  result.msg = found.message;
  return result;
}

}  // namespace slipway::health_wait
