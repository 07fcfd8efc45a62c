#include "health/evidence.hpp"

#include <algorithm>
#include <array>

#include "util/seconds_text.hpp"

namespace slipway {
namespace {

using ansible::Json;

bool has_ended(const Container& container) {
  static constexpr std::array ended{"exited", "restarting", "dead", "failed",
                                    "complete"};  // the last two: a swarm's
  return std::find(ended.begin(), ended.end(), container.status) != ended.end();
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

Json container_evidence(const HealthResult& found) {
  Json containers = Json::array();
  for (const auto& watched : found.containers) {
    containers.push_back(entry_of(watched));
    add_evidence(watched, found, containers.back());
  }
  return containers;
}

Json http_evidence(const HealthResult& found) {
  Json http = Json::array();
  for (const auto& state : found.http) http.push_back(entry_of(state));
  return http;
}

Json traffic_evidence(const std::optional<Traffic>& traffic) {
  if (!traffic) return {};
  Json failures = Json::array();
  for (const auto& kind : traffic->failures)
    failures.push_back({{"what", kind.what},
                        {"count", kind.count},
                        {"first", hundredths(kind.first)},
                        {"last", hundredths(kind.last)}});
  return {{"url", traffic->url},
          {"requests", traffic->requests},
          {"failed", traffic->failed},
          {"failures", std::move(failures)},
          {"longest_gap", hundredths(traffic->longest_gap)},
          {"p50", thousandths(traffic->p50)},
          {"p99", thousandths(traffic->p99)},
          {"slowest", thousandths(traffic->slowest)},
          {"seconds", hundredths(traffic->seconds)},
          {"answered_before", traffic->answered_before}};
}

std::set<std::string> documented_evidence(const std::string& containers) {
  std::set<std::string> names{"http.problem", "watch.url", "watch.failures.what"};
  for (const char* field : {"name", "service", "state", "health", "reason", "log_problem"})
    names.insert(containers + "." + field);
  return names;
}

}  // namespace slipway
