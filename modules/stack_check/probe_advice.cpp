// Health checks that the engine runs late for the first time, or that Compose refuses on this engine.
#include "compose/version.hpp"
#include "stack_check/situation.hpp"
#include "util/duration.hpp"
#include "util/json_access.hpp"
#include "util/seconds_text.hpp"

namespace slipway::stack_check {
namespace {

using namespace std::chrono_literals;
using json_access::boolean;
using json_access::member;
using json_access::text;
using std::chrono::nanoseconds;

constexpr nanoseconds default_interval = 30s;  // the engine's (moby, daemon/health.go), as the next
constexpr nanoseconds default_start_interval = 5s;
constexpr nanoseconds soon_enough = 5s;
constexpr std::pair knows_start_interval{1, 44};  // the API of engine 25

nanoseconds length_of(const nlohmann::json& check, const char* key, nanoseconds otherwise) {
  const auto length = parse_duration(text(check, key));
  return length && length->count() > 0 ? *length : otherwise;
}

/// "1.44"; an engine that is not there may know everything.
bool engine_knows_start_interval(const Situation& situation) {
  const auto api = situation.facts ? parse_compose_version(situation.facts->api) : std::nullopt;
  return !api || *api >= knows_start_interval;
}

void advise(const std::string& service, const nlohmann::json& check, bool known, Findings& findings) {
  const nanoseconds interval = length_of(check, "interval", default_interval);
  const bool has_start = length_of(check, "start_period", 0s) > 0s;
  const bool has_start_interval = check.contains("start_interval");
  // start_interval counts only while start_period lasts.
  const nanoseconds first =
      known && has_start ? length_of(check, "start_interval", default_start_interval) : interval;
  if (first <= soon_enough) return;
  const std::string begin = "service " + service + ": the engine probes it first after " +
                            in_seconds(std::chrono::duration<double>(first).count()) + "; ";
  if (!known)
    findings.advice.push_back(begin + "lower its interval, to 5s say");
  else if (has_start && has_start_interval)
    findings.advice.push_back(begin + "lower its start_interval, to 1s say");
  else
    findings.advice.push_back(begin + "add " + (has_start ? "" : "start_period: 1m and ") +
                              "start_interval: 1s, which engine 25 and newer know");
}

/// Compose makes no container with it for an older engine, and says so once other containers were replaced
/// (compose, ToMobyHealthCheck).
void refuse_start_interval(const std::string& service, const Situation& situation, Findings& findings) {
  findings.add("service " + service + " has a start_interval, which engine 25 and newer know; this one is " +
                   situation.facts->version,
               "remove it, and lower interval, to 5s say");
}

}  // namespace

void check_probes(Situation& situation, Findings& findings) {
  const bool known = engine_knows_start_interval(situation);
  for (const auto& [name, service] : services_of(situation.config))
    if (const auto& check = member(service, "healthcheck"); check.is_object() && !boolean(check, "disable")) {
      if (!known && check.contains("start_interval")) refuse_start_interval(name, situation, findings);
      advise(name, check, known, findings);
    }
}

}  // namespace slipway::stack_check
