// What a HealthWatch is shown, and what it remembers of it.
#include <algorithm>

#include "engine/events.hpp"
#include "health/health.hpp"
#include "util/rfc3339.hpp"

namespace slipway {
namespace {

using SteadyTime = std::chrono::steady_clock::time_point;

constexpr std::chrono::seconds run_tolerance{3};  // the list rounds down, and takes a while to come

/// nullopt when the engine does not say, or says a time that lies ahead: its clock was set back since.
std::optional<SteadyTime> running_since(const Container& container, Moment now) {
  const auto started = parse_rfc3339(container.started_at);
  if (!started || *started > now.wall) return std::nullopt;
  return now.steady - std::chrono::duration_cast<SteadyTime::duration>(now.wall - *started);
}

}  // namespace

bool HealthRules::counts(const std::string& service, bool one_off) const {
  if (one_off) return false;
  if (!services.empty() && services.count(service) == 0) return false;
  return !configured || configured->services.count(service) != 0;
}

/// A container that Compose did not label has a place of its own.
HealthWatch::Place HealthWatch::place_of(const Container& container) {
  return {container.service.empty() ? container.name : container.service, container.number};
}

HealthWatch::HealthWatch(HealthRules rules, const std::vector<Container>& first_look, Moment now)
    : rules_(std::move(rules)), start_(now.steady) {
  see_all(first_look, now);
  for (auto& [id, patient] : patients_) {
    const Container& container = patient.container;
    // A container that is restarting right now is in a loop already: all its restarts count.
    if (container.status != "restarting") patient.past.restarts_before = container.restarts;
    if (container.health == "unhealthy") patient.past.known_probe = probe_mark(container);
  }
}

void HealthWatch::see_all(const std::vector<Container>& containers, Moment now) {
  std::set<std::string> there;
  for (const auto& container : containers) {
    there.insert(container.id);
    see(container, now);
  }
  keep_only(there);
}

void HealthWatch::keep_only(const std::set<std::string>& ids) {
  std::erase_if(patients_, [&](const auto& known) { return ids.count(known.first) == 0; });
  std::erase_if(uncounted_, [&](const auto& id) { return ids.count(id) == 0; });
}

void HealthWatch::see_after_outage(const std::vector<Container>& containers, Moment now) {
  see_all(containers, now);
  for (auto& [id, patient] : patients_) {
    patient.past.killed = false;
    patient.past.engine_back = now.steady;
    patient.past.restarts_before = patient.container.restarts;
  }
}

void HealthWatch::see(const Container& container, Moment now) {
  if (!container.one_off) services_.insert(place_of(container).first);
  if (!container.one_off) needs_.insert(container.depends_on);
  if (!rules_.counts(container.service, container.one_off)) {
    uncounted_.insert(container.id);
    return;
  }
  const auto [entry, is_new] = patients_.try_emplace(container.id);
  Patient& patient = entry->second;
  ContainerPast& past = patient.past;
  if (is_new) patient.first_seen = now;
  // Renamed: without Compose's labels the name was its place.
  if (!is_new) taken_.erase(place_of(patient.container));
  const bool same_start = !is_new && container.started_at == patient.container.started_at;
  if (!same_start) past.killed = false;
  if (container.status != "exited") past.ended.reset();
  if (container.status == "exited" && !past.ended) past.ended = now.steady;
  if (container.status == "running") past.engine_back.reset();
  if (container.health != "unhealthy") past.known_probe.reset();
  past.restarts_before = std::min(past.restarts_before, container.restarts);  // a start by hand counts anew
  past.running_since = running_since(container, now).value_or(same_start ? past.running_since : now.steady);
  past.looked = now.steady;
  patient.container = container;
  taken_.insert(place_of(container));
}

void HealthWatch::see_killed(const std::string& id, const std::string& signal) {
  const auto found = patients_.find(id);
  if (found == patients_.end()) return;
  Patient& patient = found->second;
  if (asks_to_end(signal, patient.container.stop_signal)) patient.past.killed = true;
}

bool HealthWatch::is_up_to_date(const ContainerGlance& glance, Moment now) const {
  if (uncounted_.count(glance.id) != 0) return true;
  const auto known = patients_.find(glance.id);
  if (known == patients_.end()) return false;
  const Container& container = known->second.container;
  const bool same_health = container.status != "running" || container.health == glance.health;
  const bool same_run =
      !glance.running || now.steady - known->second.past.running_since < *glance.running + run_tolerance;
  return container.status == glance.status && container.name == glance.name && same_health && same_run;
}

}  // namespace slipway
