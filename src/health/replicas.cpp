#include "health/replicas.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "util/excerpt.hpp"
#include "util/rfc3339.hpp"
#include "util/utc_time.hpp"

namespace slipway {
namespace {

using TimePoint = std::chrono::steady_clock::time_point;
using WatchedContainers = std::vector<const WatchedContainer*>;

constexpr std::chrono::seconds event_time{1};  // for the engine to tell what became of a stopped one

bool runs(const WatchedContainer& watched) {
  const std::string& status = watched.container.status;
  return status == "running" || status == "paused" || status == "restarting";
}

bool never_ran(const WatchedContainer& watched) {
  return watched.container.status == "created";
}

bool is_going(const WatchedContainer& watched) {
  return watched.container.status == "dead" || watched.container.status == "removing";
}

/// Until when one that never ran may be about to replace one of `others`; nullopt: nobody expects it to.
std::optional<TimePoint> replaces_until(const WatchedContainer& made, const WatchedContainers& others,
                                        TimePoint now, bool at_last) {
  if (!made.container.error.empty()) return std::nullopt;  // somebody tried to start it
  auto until = at_last ? now : made_at(made) + replacement_grace;
  for (const auto* other : others) {
    if (other == &made || !other->history.killed) continue;
    if (runs(*other)) until = std::max(until, now + event_time);
    if (other->history.ended) until = std::max(until, *other->history.ended + replacement_time);
  }
  return until > now ? std::optional(until) : std::nullopt;
}

/// The one that stands for its number, of all that have it, newest first.
struct Chosen {
  const WatchedContainer* watched = nullptr;
  std::optional<TimePoint> replaces_until;
};

Chosen choose(const WatchedContainers& newest_first, TimePoint now, bool at_last) {
  if (newest_first.size() == 1) return {newest_first.front(), {}};
  for (const auto* watched : newest_first) {
    if (is_going(*watched)) continue;
    if (!never_ran(*watched)) return {watched, {}};
    if (const auto until = replaces_until(*watched, newest_first, now, at_last)) return {watched, until};
  }
  return {newest_first.front(), {}};
}

/// Of what was made to replace a replica whose number nobody else has.
void leave_out_successors(std::vector<Chosen>& chosen, WatchedContainers& left_over, TimePoint now,
                          bool at_last) {
  const auto ran = [](const Chosen& one) { return !never_ran(*one.watched); };
  if (std::none_of(chosen.begin(), chosen.end(), ran)) return;
  std::erase_if(chosen, [&](Chosen& one) {
    if (!never_ran(*one.watched) || one.replaces_until || !is_name_of_successor(one.watched->container.name))
      return false;
    one.replaces_until = replaces_until(*one.watched, {}, now, at_last);
    if (!one.replaces_until) left_over.push_back(one.watched);
    return !one.replaces_until;
  });
}

/// Of those that do not run, while more are there than configured: first what never ran or is on its way out,
/// and the highest numbers first, as Compose does it.
void leave_out_surplus(std::vector<Chosen>& chosen, WatchedContainers& left_over, long configured) {
  for (const bool exited_too : {false, true})
    for (auto at = chosen.end(); at != chosen.begin() && static_cast<long>(chosen.size()) > configured;) {
      const WatchedContainer& watched = *(--at)->watched;
      if (runs(watched) || at->replaces_until) continue;
      if (!exited_too && !never_ran(watched) && !is_going(watched)) continue;
      left_over.push_back(&watched);
      at = chosen.erase(at);
    }
}

bool are_alike(const WatchedContainers& containers) {
  std::set<std::string> hashes;
  for (const auto* watched : containers)
    if (!watched->container.config_hash.empty()) hashes.insert(watched->container.config_hash);
  return hashes.size() < 2;
}

/// "shop-app-1 (image shop/app:v1, since 2025-10-31T01:35:04Z)"
std::string described(const WatchedContainers& containers) {
  std::vector<std::string> texts;
  for (const auto* watched : containers) {
    const Container& container = watched->container;
    const auto started = parse_rfc3339(container.started_at);
    texts.push_back(container.name + " (image " + container.image +
                    (started ? ", since " + utc_timestamp(*started) : "") + ")");
  }
  return some_of(texts);
}

}  // namespace

Replicas told_apart(WatchedContainers of_service, std::optional<long> configured, Moment now, bool at_last) {
  std::stable_sort(of_service.begin(), of_service.end(),
                   [](const auto* left, const auto* right) { return is_newer(*left, *right); });
  std::map<long, WatchedContainers> by_number;
  for (const auto* watched : of_service) by_number[watched->container.number].push_back(watched);
  Replicas replicas;
  WatchedContainers running;
  std::vector<Chosen> chosen;
  for (const auto& [number, containers] : by_number) {
    chosen.push_back(choose(containers, now.steady, at_last));
    long running_here = 0;
    for (const auto* watched : containers) {
      if (runs(*watched)) running.push_back(watched);
      if (runs(*watched) && watched->container.numbered) ++running_here;
      if (watched != chosen.back().watched && !runs(*watched)) replicas.left_over.push_back(watched);
    }
    if (running_here > 1 && !chosen.back().replaces_until) replicas.number = number;
  }
  if (configured)
    leave_out_surplus(chosen, replicas.left_over, *configured);
  else
    leave_out_successors(chosen, replicas.left_over, now.steady, at_last);
  if (replicas.number || (configured && static_cast<long>(running.size()) > *configured))
    replicas.too_many = running;
  else if (!are_alike(running))
    replicas.not_alike = running;
  for (const auto& [watched, until] : chosen) replicas.judged.push_back({watched->container.id, until});
  std::erase_if(replicas.left_over,
                [](const auto* watched) { return watched->container.status == "removing"; });
  return replicas;
}

std::string left_over_text(const Container& container) {
  if (container.status == "created")
    return "container " + container.name + " of service " + container.service +
           " was created but never started: a docker compose up that was cut off has left it over; it does "
           "not "
           "count, and docker rm " +
           container.name + " removes it";
  return "container " + container.name + " of service " + container.service +
         " is one more than there should be; it does not run (" + container.status +
         ") and does not count, and docker rm --force " + container.name + " removes it";
}

std::string too_many_text(const std::string& service, const Replicas& replicas,
                          std::optional<long> configured) {
  const std::size_t running = replicas.too_many.size();
  if (configured && static_cast<long>(running) > *configured)
    return "service " + service + " is configured for " + std::to_string(*configured) +
           (*configured == 1 ? " container" : " containers") + " and runs " + std::to_string(running) + ": " +
           described(replicas.too_many) + "; remove what is not wanted with docker rm --force NAME";
  return "service " + service + " runs more than one container with the number " +
         std::to_string(replicas.number.value_or(1)) + ": " + described(replicas.too_many) +
         "; remove what is not wanted with docker rm --force NAME";
}

std::string not_alike_text(const std::string& service, const Replicas& replicas) {
  return "containers of service " + service +
         " were made from different configurations: " + described(replicas.not_alike) +
         "; docker compose up makes them alike";
}

}  // namespace slipway
