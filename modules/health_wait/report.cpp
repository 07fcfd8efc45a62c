#include <cmath>

#include "health_wait/health_wait.hpp"
#include "health_wait/message.hpp"

namespace slipway::health_wait {
namespace {

using ansible::Json;

double hundredths(double seconds) {
  return std::round(seconds * 100) / 100;
}

bool has_ended(const Container& container) {
  return container.status == "exited" || container.status == "restarting" || container.status == "dead";
}

Json entry_of(const Patient& patient) {
  const Container& container = patient.container;
  return Json{{"name", container.name},
              {"service", container.service},
              {"state", container.status},
              {"health", container.health.empty() ? Json() : Json(container.health)},
              {"exit_code", has_ended(container) ? Json(container.exit_code) : Json()},
              {"oom_killed", container.oom_killed},
              {"restarts", container.restarts},
              {"healthy_after", patient.healthy_after ? Json(hundredths(*patient.healthy_after)) : Json()}};
}

/// What helps to find the cause, for a container that is not ready when the wait ends.
void add_evidence(const Patient& patient, const Plan& plan, Json& entry) {
  if (!plan.waited_for || patient.judgement.standing == Standing::ready) return;
  entry["reason"] = patient.judgement.reason;
  const auto& probes = patient.container.probes;
  entry["last_probe"] = probes.empty() ? Json() : Json(probes.back().output);
  const auto log = plan.logs.find(patient.container.id);
  if (log == plan.logs.end()) return;
  entry["log"] = log->second.lines;
  if (!log->second.problem.empty()) entry["log_problem"] = log->second.problem;
}

Json entry_of(const HttpState& state) {
  const std::string problem = problem_of(state);
  return Json{{"url", state.check.url},
              {"status", state.status ? Json(*state.status) : Json()},
              {"ok", state.ok},
              {"problem", state.ok ? Json() : Json(problem)}};
}

}  // namespace

ansible::Result report(const Plan& plan) {
  ansible::Result result;
  result.secrets = plan.mask;
  result.documented = {"project",         "services.name",   "services.service",     "services.state",
                       "services.health", "services.reason", "services.log_problem", "http.problem"};
  const auto patients = plan.watch ? plan.watch->patients() : std::vector<Patient>{};
  Json services = Json::array();
  for (const auto& patient : patients) {
    services.push_back(entry_of(patient));
    add_evidence(patient, plan, services.back());
  }
  Json http = Json::array();
  bool http_ok = true;
  for (const auto& state : plan.http) {
    http.push_back(entry_of(state));
    http_ok = http_ok && state.ok;
  }
  const bool well = !patients.empty() && plan.verdict.standing == Standing::ready && http_ok;
  const bool healthy = plan.waited_for ? plan.healthy : well;
  result.values = {{"project", plan.project},
                   {"healthy", healthy},
                   {"waited", hundredths(plan.waited)},
                   {"services", std::move(services)},
                   {"http", std::move(http)}};
  if (plan.obstacle) result.warnings.push_back("nothing to see yet: " + plan.obstacle->message);
  if (!plan.waited_for) return result;
  result.failed = !healthy;
  result.msg = message(plan, patients);
  return result;
}

}  // namespace slipway::health_wait
