#include <algorithm>

#include "health/evidence.hpp"
#include "health_wait/health_wait.hpp"
#include "util/seconds_text.hpp"

namespace slipway::health_wait {
ansible::Result report(const Plan& plan) {
  ansible::Result result;
  const HealthResult& found = plan.wait.result;
  result.secrets = plan.wait.settings.mask;
  result.documented = documented_evidence("services");
  result.documented.insert("project");
  const bool http_ok =
      std::all_of(found.http.begin(), found.http.end(), [](const auto& state) { return state.ok; });
  const bool well = !found.containers.empty() && found.verdict.state == HealthState::ready && http_ok;
  const bool healthy = found.waited_for ? found.healthy : well;
  result.values = {{"project", found.project},           {"healthy", healthy},
                   {"waited", hundredths(found.waited)}, {"services", container_evidence(found)},
                   {"http", http_evidence(found)},       {"watch", traffic_evidence(plan.traffic)}};
  if (plan.obstacle) result.warnings.push_back("nothing to see yet: " + plan.obstacle->message);
  for (const auto& warning : found.verdict.warnings) result.warnings.push_back(warning);
  if (!found.waited_for) {
    for (const auto& sentence : found.verdict.too_many) result.warnings.push_back(sentence);
    return result;
  }
  const auto complaint = plan.traffic ? TrafficWatch::complaint(*plan.page, *plan.traffic) : std::nullopt;
  result.failed = !healthy || complaint;
  result.msg = healthy && complaint ? *complaint : found.message;
  return result;
}

}  // namespace slipway::health_wait
