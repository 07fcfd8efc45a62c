// A whole stack during a wait: fed with what the engine shows, it says when the stack is healthy, or can no
// longer become so. Pure decisions, no I/O; the time is handed in.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "health/replicas.hpp"
#include "health/rules.hpp"

namespace slipway {

struct StackVerdict {
  HealthState state = HealthState::waiting;
  std::vector<std::string> absent;    // whole sentences: "service web has 1 of 2 containers"
  std::vector<std::string> too_many;  // likewise: "service web is configured for 1 container and runs 2: …"
  std::vector<std::string> warnings;  // likewise, of containers that do not count and services that are mixed
  std::optional<std::chrono::steady_clock::time_point> look_again;
};

class HealthWatch {
 public:
  /// Begins the wait with all containers of the project.
  HealthWatch(HealthRules rules, const std::vector<Container>& first_look, Moment now);

  /// All containers of the project as they are: those that are missing are gone.
  void see_all(const std::vector<Container>& containers, Moment now);

  /// One container, new or known. Of one that does not count, its name, service and needs are remembered.
  void see(const Container& container, Moment now);

  void see_removed(const std::string& id) { containers_.erase(id); }

  /// Somebody sent it a signal: "15", or empty when the engine does not tell which.
  void see_killed(const std::string& id, const std::string& signal = "");

  /// Its own health check, run at once, has passed.
  void see_passed(const std::string& id);

  /// Containers whose health the last verdict waits for, so that their own check may be run.
  std::vector<const WatchedContainer*> waiting_for_check() const;

  /// Those that are not among `ids` are gone.
  void keep_only(const std::set<std::string>& ids);

  /// Whether the engine's list says nothing new about a container, so that it need not be inspected.
  /// One that runs for a shorter time than it should was restarted, and no event told.
  bool is_up_to_date(const ListedContainer& listed, Moment now) const;

  /// Whether it is known not to count.
  bool ignores(const std::string& id) const { return uncounted_.count(id) != 0; }

  /// The containers that have to be inspected again by now, by id.
  std::vector<std::string> due(Moment now) const;

  /// The engine was away, and these are all containers of the project now. What happened to them meanwhile is
  /// the engine's doing: exits get a grace time, restarts count again.
  void see_after_outage(const std::vector<Container>& containers, Moment now);

  /// Judges everything as of `now`. Waiting as long as anything is; failed as soon as one container is, or
  /// more run of a service than there should be, for twelve seconds. Not counted: one-off containers, those
  /// that another container of their service stands for (health/replicas.hpp), services that are not asked
  /// for or not configured. `at_last`: there will be no further look, so that nothing half-made is waited
  /// for.
  StackVerdict verdict(Moment now, bool at_last = false);

  /// The containers that the last verdict was made of, ordered by service and number.
  std::vector<WatchedContainer> containers() const;

  const HealthRules& rules() const { return rules_; }

  /// The services that containers were seen of, counted or not.
  std::vector<std::string> services_seen() const;

 private:
  using Place = std::pair<std::string, long>;  // service and number
  static Place place_of(const Container& container);
  bool must_complete(const std::string& service) const;
  std::optional<long> configured(const std::string& service) const;
  std::vector<const WatchedContainer*> judged() const;
  ContainerVerdict verdict_on(const WatchedContainer& watched, const std::string& service, Moment now) const;
  void judge_one(const JudgedReplica& replica, const std::string& service, Moment now, StackVerdict& verdict);
  void note_too_many(const std::string& service, const Replicas& replicas, Moment now, StackVerdict& verdict);
  void note_gaps(const std::set<Place>& present, Moment now, StackVerdict& verdict);
  std::vector<std::string> absent(const std::set<Place>& present) const;

  HealthRules rules_;
  std::chrono::steady_clock::time_point start_;
  std::map<std::string, WatchedContainer> containers_;  // by id
  std::vector<std::string> judged_;                     // the ids of those that the last verdict was made of
  std::set<std::string> uncounted_;                     // ids
  std::set<std::string> services_;                      // of all containers seen, counted or not
  std::set<std::string> needs_;                         // Compose's depends_on labels of the same
  std::set<Place> taken_;                               // places that had a container at any time of the wait
  std::map<Place, std::chrono::steady_clock::time_point> gaps_;  // those that have none, since when
  std::map<std::string, std::chrono::steady_clock::time_point> too_many_since_;  // services
};

}  // namespace slipway
