#include "stack/health.hpp"

#include <algorithm>

#include "stack/rfc3339.hpp"

namespace slipway {
namespace {

using SteadyTime = std::chrono::steady_clock::time_point;

SteadyTime running_since(const Container& container, Moment now) {
  const auto started = parse_rfc3339(container.started_at);
  if (!started || *started > now.wall) return now.steady;
  return now.steady - std::chrono::duration_cast<SteadyTime::duration>(now.wall - *started);
}

/// Whether a label such as "migrate:service_completed_successfully:false,redis:service_healthy:true" waits
/// for the end of `service`.
bool waits_for_end_of(const std::string& depends_on, const std::string& service) {
  return ("," + depends_on).find("," + service + ":service_completed_successfully") != std::string::npos;
}

/// A container that Compose did not label has a place of its own.
std::pair<std::string, long> place_of(const Container& container) {
  return {container.service.empty() ? container.name : container.service, container.number};
}

bool newer(const Container& left, const Container& right) {
  return parse_rfc3339(left.created) > parse_rfc3339(right.created);
}

}  // namespace

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
  if (!counts(container)) {
    uncounted_.insert(container.id);
    return;
  }
  Patient& patient = patients_[container.id];
  ContainerPast& past = patient.past;
  // Renamed: without Compose's labels the name was its place.
  if (!patient.container.id.empty()) taken_.erase(place_of(patient.container));
  if (container.started_at != patient.container.started_at) past.killed = false;
  if (container.status != "exited") past.ended.reset();
  if (container.status == "exited" && !past.ended) past.ended = now.steady;
  if (container.status == "running") past.engine_back.reset();
  if (container.health != "unhealthy") past.known_probe.reset();
  past.restarts_before = std::min(past.restarts_before, container.restarts);  // a start by hand counts anew
  past.running_since = running_since(container, now);
  patient.container = container;
  taken_.insert(place_of(container));
}

void HealthWatch::see_killed(const std::string& id) {
  if (const auto patient = patients_.find(id); patient != patients_.end()) patient->second.past.killed = true;
}

bool HealthWatch::is_up_to_date(const ContainerGlance& glance) const {
  if (uncounted_.count(glance.id) != 0) return true;
  const auto known = patients_.find(glance.id);
  if (known == patients_.end()) return false;
  const Container& container = known->second.container;
  const bool same_health = container.status != "running" || container.health == glance.health;
  return container.status == glance.status && container.name == glance.name && same_health;
}

std::vector<std::string> HealthWatch::due(Moment now) const {
  std::vector<std::string> ids;
  for (const auto& [place, id] : newest())
    if (const auto& then = patients_.at(id).judgement.look_again; then && *then <= now.steady)
      ids.push_back(id);
  return ids;
}

Verdict HealthWatch::verdict(Moment now) {
  Verdict verdict{Standing::ready, {}, {}};
  const auto present = newest();
  for (const auto& [place, id] : present) {
    Patient& patient = patients_.at(id);
    patient.judgement =
        judge(patient.container, patient.past, rules_.limits, must_complete(place.first), now.steady);
    const auto& [standing, reason, look_again] = patient.judgement;
    if (standing != Standing::ready) patient.healthy_after.reset();
    if (standing == Standing::ready && !patient.healthy_after)
      patient.healthy_after = std::chrono::duration<double>(now.steady - start_).count();
    verdict.standing = std::max(verdict.standing, standing);
    if (look_again) verdict.look_again = std::min(verdict.look_again.value_or(*look_again), *look_again);
  }
  note_gaps(present, now, verdict);
  verdict.absent = absent(present);
  if (!verdict.absent.empty()) verdict.standing = std::max(verdict.standing, Standing::waiting);
  return verdict;
}

std::vector<Patient> HealthWatch::patients() const {
  std::vector<Patient> counted;
  for (const auto& [place, id] : newest()) counted.push_back(patients_.at(id));
  return counted;
}

bool HealthWatch::counts(const Container& container) const {
  if (container.one_off) return false;
  if (!rules_.services.empty() && rules_.services.count(container.service) == 0) return false;
  return !rules_.configured || rules_.configured->services.count(container.service) != 0;
}

bool HealthWatch::must_complete(const std::string& service) const {
  if (rules_.configured) {
    const auto found = rules_.configured->services.find(service);
    return found != rules_.configured->services.end() && found->second.completes;
  }
  return std::any_of(patients_.begin(), patients_.end(), [&](const auto& known) {
    return waits_for_end_of(known.second.container.depends_on, service);
  });
}

std::map<HealthWatch::Place, std::string> HealthWatch::newest() const {
  std::map<Place, std::string> places;
  for (const auto& [id, patient] : patients_) {
    const auto [found, is_new] = places.emplace(place_of(patient.container), id);
    if (!is_new && newer(patient.container, patients_.at(found->second).container)) found->second = id;
  }
  return places;
}

}  // namespace slipway
