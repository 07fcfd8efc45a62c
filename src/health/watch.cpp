#include "health/watch.hpp"

#include <algorithm>

#include "engine/events.hpp"
#include "util/excerpt.hpp"
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

/// Whether a label such as "migrate:service_completed_successfully:false,redis:service_healthy:true" waits
/// for the end of `service`.
bool waits_for_end_of(const std::string& depends_on, const std::string& service) {
  return ("," + depends_on).find("," + service + ":service_completed_successfully") != std::string::npos;
}

std::string of_replicas(const std::string& service, long there, long wanted) {
  if (wanted == 1) return "service " + service + " has no container";
  return "service " + service + " has " + std::to_string(there) + " of " + std::to_string(wanted) +
         " containers";
}

}  // namespace

/// A container that Compose did not label has a place of its own.
HealthWatch::Place HealthWatch::place_of(const Container& container) {
  return {container.service.empty() ? container.name : container.service, container.number};
}

HealthWatch::HealthWatch(HealthRules rules, const std::vector<Container>& first_look, Moment now)
    : rules_(std::move(rules)), start_(now.steady) {
  see_all(first_look, now);
  for (auto& [id, watched] : containers_) {
    const Container& container = watched.container;
    // A container that is restarting right now is in a loop already: all its restarts count.
    if (container.status != "restarting") watched.history.restarts_before = container.restarts;
    if (container.health == "unhealthy") watched.history.known_probe = probe_mark(container);
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
  std::erase_if(containers_, [&](const auto& known) { return ids.count(known.first) == 0; });
  std::erase_if(uncounted_, [&](const auto& id) { return ids.count(id) == 0; });
}

void HealthWatch::see_after_outage(const std::vector<Container>& containers, Moment now) {
  see_all(containers, now);
  for (auto& [id, watched] : containers_) {
    watched.history.killed = false;
    watched.history.engine_back = now.steady;
    watched.history.restarts_before = watched.container.restarts;
  }
}

void HealthWatch::see(const Container& container, Moment now) {
  if (!container.one_off) services_.insert(place_of(container).first);
  if (!container.one_off) needs_.insert(container.depends_on);
  if (!rules_.counts(container.id, container.service, container.one_off)) {
    uncounted_.insert(container.id);
    return;
  }
  const auto [entry, is_new] = containers_.try_emplace(container.id);
  WatchedContainer& watched = entry->second;
  ContainerHistory& history = watched.history;
  if (is_new) watched.first_seen = now;
  // Renamed: without Compose's labels the name was its place.
  if (!is_new) taken_.erase(place_of(watched.container));
  const bool same_start = !is_new && container.started_at == watched.container.started_at;
  if (!same_start) history.killed = history.passed = false;
  if (container.status != "exited") history.ended.reset();
  if (container.status == "exited" && !history.ended) history.ended = now.steady;
  if (container.status == "running") history.engine_back.reset();
  if (container.health != "unhealthy") history.known_probe.reset();
  history.restarts_before =
      std::min(history.restarts_before, container.restarts);  // a start by hand counts again
  history.running_since =
      running_since(container, now).value_or(same_start ? history.running_since : now.steady);
  history.looked = now.steady;
  watched.container = container;
  taken_.insert(place_of(container));
}

void HealthWatch::see_killed(const std::string& id, const std::string& signal) {
  const auto found = containers_.find(id);
  if (found == containers_.end()) return;
  WatchedContainer& watched = found->second;
  if (asks_to_end(signal, watched.container.stop_signal)) watched.history.killed = true;
}

void HealthWatch::see_passed(const std::string& id) {
  if (const auto found = containers_.find(id); found != containers_.end())
    found->second.history.passed = true;
}

std::vector<const WatchedContainer*> HealthWatch::waiting_for_check() const {
  std::vector<const WatchedContainer*> found;
  for (const auto* watched : judged()) {
    const Container& container = watched->container;
    if (watched->verdict.state == HealthState::waiting && container.has_healthcheck &&
        container.status == "running" && container.health != "healthy" && !watched->history.passed)
      found.push_back(watched);
  }
  return found;
}

bool HealthWatch::is_up_to_date(const ListedContainer& listed, Moment now) const {
  if (uncounted_.count(listed.id) != 0) return true;
  const auto known = containers_.find(listed.id);
  if (known == containers_.end()) return false;
  const Container& container = known->second.container;
  const bool same_health = container.status != "running" || container.health == listed.health;
  const bool same_run =
      !listed.running || now.steady - known->second.history.running_since < *listed.running + run_tolerance;
  return container.status == listed.status && container.name == listed.name && same_health && same_run;
}

std::vector<std::string> HealthWatch::due(Moment now) const {
  std::vector<std::string> ids;
  for (const auto* watched : judged())
    if (const auto& then = watched->verdict.look_again; then && *then <= now.steady)
      ids.push_back(watched->container.id);
  return ids;
}

std::optional<long> HealthWatch::configured(const std::string& service) const {
  if (!rules_.configured) return std::nullopt;
  const auto found = rules_.configured->services.find(service);
  return found == rules_.configured->services.end() ? 0 : found->second.replicas;
}

ContainerVerdict HealthWatch::verdict_on(const WatchedContainer& watched, const std::string& service,
                                         Moment now) const {
  const auto condition = rules_.conditions.find(service);
  if (condition == rules_.conditions.end())
    return judge(watched.container, watched.history, rules_.limits, must_complete(service), now.steady);
  return judge_for_dependent(watched.container, watched.history, rules_.limits, condition->second,
                             must_complete(service), now.steady);
}

void HealthWatch::judge_one(const JudgedReplica& replica, const std::string& service, Moment now,
                            StackVerdict& verdict) {
  WatchedContainer& watched = containers_.at(replica.id);
  watched.verdict = replica.replaces_until
                        ? ContainerVerdict{HealthState::waiting, "was created but has not been started",
                                           replica.replaces_until}
                        : verdict_on(watched, service, now);
  const auto& [state, reason, look_again] = watched.verdict;
  if (state != HealthState::ready) watched.healthy_after.reset();
  if (state == HealthState::ready && !watched.healthy_after)
    watched.healthy_after = std::chrono::duration<double>(now.steady - start_).count();
  verdict.state = std::max(verdict.state, state);
  if (look_again) verdict.look_again = std::min(verdict.look_again.value_or(*look_again), *look_again);
  judged_.push_back(replica.id);
}

/// A service that is being scaled down has containers that are about to go.
void HealthWatch::note_too_many(const std::string& service, const Replicas& replicas, Moment now,
                                StackVerdict& verdict) {
  if (replicas.too_many.empty()) {
    too_many_since_.erase(service);
    return;
  }
  verdict.too_many.push_back(too_many_text(service, replicas, configured(service)));
  const auto over = too_many_since_.emplace(service, now.steady).first->second + replacement_grace;
  verdict.state = std::max(verdict.state, now.steady < over ? HealthState::waiting : HealthState::failed);
  if (now.steady < over) verdict.look_again = std::min(verdict.look_again.value_or(over), over);
}

StackVerdict HealthWatch::verdict(Moment now, bool at_last) {
  StackVerdict verdict{HealthState::ready, {}, {}, {}, {}};
  std::set<Place> present;
  std::map<std::string, std::vector<const WatchedContainer*>> by_service;
  for (const auto& [id, watched] : containers_) {
    const Place place = place_of(watched.container);
    present.insert(place);
    by_service[place.first].push_back(&watched);
  }
  judged_.clear();
  for (const auto& [service, containers] : by_service) {
    const auto replicas = told_apart(containers, configured(service), now, at_last);
    for (const auto& replica : replicas.judged) judge_one(replica, service, now, verdict);
    note_too_many(service, replicas, now, verdict);
    for (const auto* watched : replicas.left_over)
      verdict.warnings.push_back(left_over_text(watched->container));
    if (!replicas.not_alike.empty()) verdict.warnings.push_back(not_alike_text(service, replicas));
  }
  std::erase_if(too_many_since_, [&](const auto& known) { return by_service.count(known.first) == 0; });
  note_gaps(present, now, verdict);
  verdict.absent = absent(present);
  if (!verdict.absent.empty()) verdict.state = std::max(verdict.state, HealthState::waiting);
  return verdict;
}

std::vector<const WatchedContainer*> HealthWatch::judged() const {
  std::vector<const WatchedContainer*> found;
  for (const auto& id : judged_)
    if (const auto known = containers_.find(id); known != containers_.end()) found.push_back(&known->second);
  return found;
}

std::vector<WatchedContainer> HealthWatch::containers() const {
  std::vector<WatchedContainer> copies;
  for (const auto* watched : judged()) copies.push_back(*watched);
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

/// A replica that was removed and not replaced is no longer waited for where others of its service are left:
/// the service was scaled down.
void HealthWatch::note_gaps(const std::set<Place>& present, Moment now, StackVerdict& verdict) {
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
  for (const auto* watched : judged()) ++there[place_of(watched->container).first];
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
