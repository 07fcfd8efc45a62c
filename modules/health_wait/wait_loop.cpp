#include "health_wait/wait_loop.hpp"

#include <algorithm>

#include "health_wait/http_checks.hpp"
#include "health_wait/look.hpp"
#include "stack/container_events.hpp"

namespace slipway::health_wait {
namespace {

using namespace std::chrono_literals;
using TimePoint = std::chrono::steady_clock::time_point;

constexpr auto safety_look_interval = 5s;  // should an event ever be lost, this bounds the harm
constexpr auto shortest_outage = 300ms;
constexpr auto first_pause = 100ms;
constexpr auto longest_pause = 2s;

double seconds(TimePoint::duration duration) {
  return std::chrono::duration<double>(duration).count();
}

class Wait {
 public:
  Wait(Plan& plan, System& system)
      : plan_(plan),
        system_(system),
        clock_(system.clock),
        deadline_(plan.begun + std::chrono::seconds(plan.timeout)),
        http_(plan.http, system, plan.mask, deadline_) {}

  /// Until the verdict is final or the deadline has come. An engine that goes away meanwhile is waited for.
  Expected<void> run() {
    for (TimePoint::duration pause{};;) {
      const auto began = clock_.steady();
      auto followed = follow();
      if (followed) return {};
      if (!followed.error().may_pass) return followed;
      note_outage(followed.error());
      if (clock_.steady() >= deadline_) return {};
      if (clock_.steady() - began > longest_pause) pause = {};  // it was not the last try that failed
      clock_.sleep_until(std::min(clock_.steady() + pause, deadline_));
      pause = std::clamp<TimePoint::duration>(pause * 2, first_pause, longest_pause);
    }
  }

 private:
  /// Subscribes, looks at everything, and goes on with the events.
  Expected<void> follow() {
    asked_ = moment(clock_);
    TRY_ASSIGN(engine_, engine_of(plan_, system_, deadline_));
    // Subscribed before the look: what happens between the two is in the stream.
    TRY_ASSIGN(const auto events, engine_->stream(project_events_target(plan_.project)));
    TRY(look_at_everything());
    for (;;) {
      TRY_ASSIGN(const bool over, judge());
      if (over) return {};
      const auto line = events->next_line(next_turn());
      asked_ = moment(clock_);
      if (!line) return tl::unexpected(line.error());
      if (*line) TRY(take_in(**line));
      TRY(look_where_due());
    }
  }

  Expected<void> look_at_everything() {
    TRY_ASSIGN(const auto containers, look_at_all(*engine_, plan_.project, plan_.mask));
    const Moment now = moment(clock_);
    // When the next try works at once, only the stream was cut.
    const bool was_away = plan_.outage && now.steady - away_since_ >= shortest_outage;
    plan_.outage.reset();
    if (was_away) {
      plan_.away += seconds(now.steady - away_since_);
      plan_.watch->see_after_outage(containers, now);
    } else {
      plan_.watch->see_all(containers, now);
    }
    next_look_ = now.steady + safety_look_interval;
    return {};
  }

  /// Takes one event in: looks at its container again, if its state may differ now.
  Expected<void> take_in(const std::string& line) {
    TRY_ASSIGN(const auto event, parse_container_event(line));
    if (!changes_state(event)) return {};
    if (event.action == "kill") plan_.watch->see_killed(event.id);
    return see(event.id);
  }

  Expected<void> see(const std::string& id) {
    TRY_ASSIGN(const auto container, look_at(*engine_, id, plan_.mask));
    if (container)
      plan_.watch->see(*container, moment(clock_));
    else
      plan_.watch->see_removed(id);
    return {};
  }

  Expected<void> look_where_due() {
    for (const auto& id : plan_.watch->due(moment(clock_))) TRY(see(id));
    if (clock_.steady() < next_look_) return {};
    TRY(look_at_changes(*engine_, plan_, clock_));
    next_look_ = clock_.steady() + safety_look_interval;
    return {};
  }

  /// Whether the wait is over.
  Expected<bool> judge() {
    const Moment now = moment(clock_);
    plan_.verdict = plan_.watch->verdict(now);
    if (plan_.verdict.standing == Standing::failed) TRY(confirm_engine());
    const bool late = now.steady >= deadline_;
    if (plan_.verdict.standing == Standing::ready)
      http_.go_on();
    else
      http_.reset();
    if (late && !http_.all_ok()) http_.finish();
    if (plan_.verdict.standing != Standing::ready || !http_.all_ok())
      healthy_since_.reset();
    else if (!healthy_since_)
      healthy_since_ = now.steady;
    plan_.healthy_for = healthy_since_ ? seconds(now.steady - *healthy_since_) : 0;
    plan_.healthy = healthy_since_ && now.steady >= *healthy_since_ + std::chrono::seconds(plan_.stable_for);
    return plan_.healthy || plan_.verdict.standing == Standing::failed || late;
  }

  /// A daemon that shuts down stops its containers first, and goes on answering on the connections that it
  /// has, but takes no new one: then this is an outage, and no container has failed.
  Expected<void> confirm_engine() {
    TRY_ASSIGN(const auto engine, engine_of(plan_, system_, deadline_));
    TRY(engine->request("GET", "/_ping"));
    return {};
  }

  TimePoint next_turn() const {
    TimePoint next = std::min({deadline_, next_look_, plan_.verdict.look_again.value_or(deadline_)});
    if (plan_.verdict.standing == Standing::ready) next = std::min(next, http_.due());
    if (healthy_since_) next = std::min(next, *healthy_since_ + std::chrono::seconds(plan_.stable_for));
    return next;
  }

  void note_outage(const Error& error) {
    http_.reset();
    healthy_since_.reset();
    plan_.healthy_for = 0;
    if (!plan_.outage) {
      away_since_ = asked_.steady;
      plan_.outage = Outage{asked_.wall, {}};
    }
    plan_.outage->said = error.message;
  }

  Plan& plan_;
  System& system_;
  Clock& clock_;
  TimePoint deadline_;
  HttpChecks http_;
  std::unique_ptr<Engine> engine_;
  TimePoint next_look_;
  Moment asked_{};  // when the engine was last asked something, or last said something
  TimePoint away_since_;
  std::optional<TimePoint> healthy_since_;
};

}  // namespace

Expected<void> wait_until_over(Plan& plan, System& system) {
  return Wait(plan, system).run();
}

}  // namespace slipway::health_wait
