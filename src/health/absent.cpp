#include "health/health.hpp"

#include <algorithm>

#include "util/excerpt.hpp"

namespace slipway {
namespace {

std::string of_replicas(const std::string& service, long there, long wanted) {
  if (wanted == 1) return "service " + service + " has no container";
  return "service " + service + " has " + std::to_string(there) + " of " + std::to_string(wanted) +
         " containers";
}

}  // namespace

/// A replica that was removed and not replaced is no longer waited for where others of its service are left:
/// the service was scaled down.
void HealthWatch::note_gaps(const std::set<Place>& present, Moment now, Verdict& verdict) {
  std::set<std::string> there;
  for (const auto& place : present) {
    there.insert(place.first);
    gaps_.erase(place);
  }
  std::erase_if(taken_, [&](const Place& place) {
    if (present.count(place) != 0) return false;
    const auto over = gaps_.emplace(place, now.steady).first->second + replacement_time;
    if (there.count(place.first) == 0) return false;
    if (now.steady >= over) return true;
    verdict.look_again = std::min(verdict.look_again.value_or(over), over);
    return false;
  });
}

/// With a configuration: the replicas it wants. Without: what was there at any time of the wait has to be
/// there again, so that a container between its removal and its replacement is waited for.
std::vector<std::string> HealthWatch::absent(const std::set<Place>& present) const {
  std::map<std::string, long> there;
  for (const auto* patient : judged()) ++there[place_of(patient->container).first];
  std::vector<std::string> sentences;
  if (rules_.configured) {
    for (const auto& [name, service] : rules_.configured->services)
      if ((rules_.services.empty() || rules_.services.count(name) != 0) && there[name] < service.replicas)
        sentences.push_back(of_replicas(name, there[name], service.replicas));
    return sentences;
  }
  std::set<std::string> known;
  for (const auto& [service, number] : taken_) {
    known.insert(service);
    if (present.count({service, number}) == 0)
      sentences.push_back("container " + std::to_string(number) + " of service " + service +
                          " was removed during the wait and nothing has taken its place");
  }
  for (const auto& service : rules_.services)
    if (there[service] == 0 && known.count(service) == 0)
      sentences.push_back(of_replicas(service, 0, 1) +
                          " (the project has containers of: " + some_of(services_seen()) + ")");
  return sentences;
}

}  // namespace slipway
