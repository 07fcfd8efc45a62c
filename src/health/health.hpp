// A whole stack during a wait: fed with what the engine shows, it says when the stack is healthy, or can no
// longer become so. Pure decisions, no I/O; the time is handed in.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "compose/services.hpp"
#include "health/judgement.hpp"

namespace slipway {

struct HealthRules {
  HealthLimits limits;
  std::set<std::string> services;             // only these; empty: all
  std::optional<ComposeServices> configured;  // what must be there; not given: what was seen

  /// Whether such a container is judged.
  bool counts(const std::string& service, bool one_off) const;
};

/// Now, by both clocks: the steady one measures, the wall clock reads the engine's times.
struct Moment {
  std::chrono::steady_clock::time_point steady;
  std::chrono::system_clock::time_point wall;
};

/// A container in the picture, with what is said of it.
struct Patient {
  Container container;
  ContainerPast past;
  Moment first_seen;
  Judgement judgement;
  std::optional<double> healthy_after;  // seconds from the beginning of the wait
};

struct Verdict {
  Standing standing = Standing::waiting;
  std::vector<std::string> absent;  // whole sentences: "service web has 1 of 2 containers"
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

  void see_removed(const std::string& id) { patients_.erase(id); }

  /// Somebody sent it a signal: "15", or empty when the engine does not tell which.
  void see_killed(const std::string& id, const std::string& signal = "");

  /// Those that are not among `ids` are gone.
  void keep_only(const std::set<std::string>& ids);

  /// Whether the engine's list says nothing new about a container, so that it need not be inspected.
  /// One that runs for a shorter time than it should was restarted, and no event told.
  bool is_up_to_date(const ContainerGlance& glance, Moment now) const;

  /// Whether it is known not to count.
  bool ignores(const std::string& id) const { return uncounted_.count(id) != 0; }

  /// The containers that have to be inspected again by now, by id.
  std::vector<std::string> due(Moment now) const;

  /// The engine was away, and these are all containers of the project now. What happened to them meanwhile is
  /// the engine's doing: exits get a grace time, restarts count anew.
  void see_after_outage(const std::vector<Container>& containers, Moment now);

  /// Judges everything as of `now`. Waiting as long as anything is; failed as soon as one container is. Not
  /// counted: one-off containers, those that a newer container of the same service and number replaces
  /// (Compose makes the new one first), services that are not asked for or not configured.
  Verdict verdict(Moment now);

  /// The counted containers, ordered by service and number, as last judged.
  std::vector<Patient> patients() const;

  const HealthRules& rules() const { return rules_; }

  /// The services that containers were seen of, counted or not.
  std::vector<std::string> services_seen() const;

 private:
  using Place = std::pair<std::string, long>;  // service and number
  static Place place_of(const Container& container);
  bool must_complete(const std::string& service) const;
  std::map<Place, std::string> newest() const;
  void note_gaps(const std::map<Place, std::string>& present, Moment now, Verdict& verdict);
  std::vector<std::string> absent(const std::map<Place, std::string>& present) const;

  HealthRules rules_;
  std::chrono::steady_clock::time_point start_;
  std::map<std::string, Patient> patients_;  // by id
  std::set<std::string> uncounted_;          // ids
  std::set<std::string> services_;           // of all containers seen, counted or not
  std::set<std::string> needs_;              // Compose's depends_on labels of the same
  std::set<Place> taken_;                    // places that had a container at any time of the wait
  std::map<Place, std::chrono::steady_clock::time_point> gaps_;  // those that have none, since when
};

}  // namespace slipway
