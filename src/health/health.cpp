#include "health/health.hpp"

#include <algorithm>

namespace slipway {
namespace {

/// Whether a label such as "migrate:service_completed_successfully:false,redis:service_healthy:true" waits
/// for the end of `service`.
bool waits_for_end_of(const std::string& depends_on, const std::string& service) {
  return ("," + depends_on).find("," + service + ":service_completed_successfully") != std::string::npos;
}

}  // namespace

std::vector<std::string> HealthWatch::due(Moment now) const {
  std::vector<std::string> ids;
  for (const auto* patient : judged())
    if (const auto& then = patient->judgement.look_again; then && *then <= now.steady)
      ids.push_back(patient->container.id);
  return ids;
}

std::optional<long> HealthWatch::configured(const std::string& service) const {
  if (!rules_.configured) return std::nullopt;
  const auto found = rules_.configured->services.find(service);
  return found == rules_.configured->services.end() ? 0 : found->second.replicas;
}

void HealthWatch::judge_one(const Replica& replica, const std::string& service, Moment now,
                            Verdict& verdict) {
  Patient& patient = patients_.at(replica.id);
  patient.judgement =
      replica.replaces_until
          ? Judgement{Standing::waiting, "was created but has not been started", replica.replaces_until}
          : judge(patient.container, patient.past, rules_.limits, must_complete(service), now.steady);
  const auto& [standing, reason, look_again] = patient.judgement;
  if (standing != Standing::ready) patient.healthy_after.reset();
  if (standing == Standing::ready && !patient.healthy_after)
    patient.healthy_after = std::chrono::duration<double>(now.steady - start_).count();
  verdict.standing = std::max(verdict.standing, standing);
  if (look_again) verdict.look_again = std::min(verdict.look_again.value_or(*look_again), *look_again);
  judged_.push_back(replica.id);
}

/// A service that is being scaled down has containers that are about to go.
void HealthWatch::note_too_many(const std::string& service, const Replicas& replicas, Moment now,
                                Verdict& verdict) {
  if (replicas.too_many.empty()) {
    too_many_since_.erase(service);
    return;
  }
  verdict.too_many.push_back(too_many_text(service, replicas, configured(service)));
  const auto over = too_many_since_.emplace(service, now.steady).first->second + replacement_grace;
  verdict.standing = std::max(verdict.standing, now.steady < over ? Standing::waiting : Standing::failed);
  if (now.steady < over) verdict.look_again = std::min(verdict.look_again.value_or(over), over);
}

Verdict HealthWatch::verdict(Moment now, bool at_last) {
  Verdict verdict{Standing::ready, {}, {}, {}, {}};
  std::set<Place> present;
  std::map<std::string, std::vector<const Patient*>> by_service;
  for (const auto& [id, patient] : patients_) {
    const Place place = place_of(patient.container);
    present.insert(place);
    by_service[place.first].push_back(&patient);
  }
  judged_.clear();
  for (const auto& [service, containers] : by_service) {
    const auto replicas = told_apart(containers, configured(service), now, at_last);
    for (const auto& replica : replicas.judged) judge_one(replica, service, now, verdict);
    note_too_many(service, replicas, now, verdict);
    for (const auto* patient : replicas.left_over)
      verdict.warnings.push_back(left_over_text(patient->container));
    if (!replicas.not_alike.empty()) verdict.warnings.push_back(not_alike_text(service, replicas));
  }
  std::erase_if(too_many_since_, [&](const auto& known) { return by_service.count(known.first) == 0; });
  note_gaps(present, now, verdict);
  verdict.absent = absent(present);
  if (!verdict.absent.empty()) verdict.standing = std::max(verdict.standing, Standing::waiting);
  return verdict;
}

std::vector<const Patient*> HealthWatch::judged() const {
  std::vector<const Patient*> found;
  for (const auto& id : judged_)
    if (const auto known = patients_.find(id); known != patients_.end()) found.push_back(&known->second);
  return found;
}

std::vector<Patient> HealthWatch::patients() const {
  std::vector<Patient> copies;
  for (const auto* patient : judged()) copies.push_back(*patient);
  return copies;
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

}  // namespace slipway
