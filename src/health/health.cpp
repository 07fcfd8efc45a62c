#include "health/health.hpp"

#include <algorithm>

#include "util/rfc3339.hpp"

namespace slipway {
namespace {

/// Whether a label such as "migrate:service_completed_successfully:false,redis:service_healthy:true" waits
/// for the end of `service`.
bool waits_for_end_of(const std::string& depends_on, const std::string& service) {
  return ("," + depends_on).find("," + service + ":service_completed_successfully") != std::string::npos;
}

/// When it was made; a time that still lay ahead when it was first seen is of a clock that was set back.
std::optional<std::chrono::system_clock::time_point> made(const Patient& patient) {
  const auto created = parse_rfc3339(patient.container.created);
  return created ? std::min(*created, patient.first_seen.wall) : created;
}

/// What appeared later in the wait is newer, whatever the clock said.
bool newer(const Patient& left, const Patient& right) {
  if (left.first_seen.steady != right.first_seen.steady)
    return left.first_seen.steady > right.first_seen.steady;
  return made(left) > made(right);
}

}  // namespace

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

std::vector<std::string> HealthWatch::services_seen() const {
  return {services_.begin(), services_.end()};
}

bool HealthWatch::must_complete(const std::string& service) const {
  if (rules_.configured) {
    const auto found = rules_.configured->services.find(service);
    return found != rules_.configured->services.end() && found->second.completes;
  }
  return std::any_of(needs_.begin(), needs_.end(),
                     [&](const auto& depends_on) { return waits_for_end_of(depends_on, service); });
}

std::map<HealthWatch::Place, std::string> HealthWatch::newest() const {
  std::map<Place, std::string> places;
  for (const auto& [id, patient] : patients_) {
    const auto [found, is_new] = places.emplace(place_of(patient.container), id);
    if (!is_new && newer(patient, patients_.at(found->second))) found->second = id;
  }
  return places;
}

}  // namespace slipway
