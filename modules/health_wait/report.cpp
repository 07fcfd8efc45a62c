#include <cmath>

#include "health_wait/health_wait.hpp"
#include "stack/excerpt.hpp"

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

std::string sentence_about(const Patient& patient, const Plan& plan) {
  std::string sentence = "container " + patient.container.name + " " + patient.judgement.reason;
  const auto log = plan.logs.find(patient.container.id);
  if (log != plan.logs.end() && !log->second.lines.empty())
    sentence += " (its log ends with: " + excerpt(log->second.lines.back()) + ")";
  return sentence;
}

/// The failed ones; when time has run out, whoever was still waited for.
std::string message(const Plan& plan, const std::vector<Patient>& patients) {
  const Standing worst = plan.verdict.standing;
  std::string what = "project " + plan.project + " cannot become healthy";
  if (worst == Standing::waiting)
    what = "project " + plan.project + " is not healthy after " + std::to_string(plan.timeout) + " s";
  std::string separator = ": ";
  const auto add = [&](const std::string& sentence) {
    what += separator + sentence;
    separator = "; ";
  };
  for (const auto& patient : patients)
    if (patient.judgement.standing == worst) add(sentence_about(patient, plan));
  if (worst == Standing::waiting)
    for (const auto& sentence : plan.verdict.absent) add(sentence);
  return what;
}

}  // namespace

ansible::Result report(const Plan& plan) {
  ansible::Result result;
  const auto patients = plan.watch ? plan.watch->patients() : std::vector<Patient>{};
  Json services = Json::array();
  for (const auto& patient : patients) {
    services.push_back(entry_of(patient));
    add_evidence(patient, plan, services.back());
  }
  const bool healthy = !patients.empty() && plan.verdict.standing == Standing::ready;
  result.values = {{"project", plan.project},
                   {"healthy", healthy},
                   {"waited", hundredths(plan.waited)},
                   {"services", std::move(services)}};
  if (plan.obstacle) result.warnings.push_back("nothing to see yet: " + plan.obstacle->message);
  if (!plan.waited_for) return result;
  result.failed = !healthy;
  result.msg = result.failed ? message(plan, patients) : "project " + plan.project + " is healthy";
  return result;
}

}  // namespace slipway::health_wait
