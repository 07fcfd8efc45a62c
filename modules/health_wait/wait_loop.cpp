#include "health_wait/wait_loop.hpp"

#include <algorithm>

#include "engine/events.hpp"
#include "health_wait/waiter.hpp"

namespace slipway::health_wait {
namespace {

using namespace std::chrono_literals;

constexpr auto safety_look_interval = 5s;  // should an event ever be lost, this bounds the harm
constexpr auto shortest_outage = 300ms;
constexpr auto first_pause = 100ms;
constexpr auto longest_pause = 2s;

}  // namespace

Waiter::Waiter(Plan& plan, System& system)
    : plan_(plan), system_(system), clock_(system.clock), http_(plan.http, system, plan.mask, plan.limits) {}

Expected<void> Waiter::run() {
  for (TimePoint::duration pause{};;) {
    const auto began = clock_.steady();
    auto followed = follow();
    if (followed) return {};
    if (!followed.error().may_pass) return followed;
    note_outage(followed.error());
    if (clock_.steady() >= plan_.limits.deadline) return {};
    if (clock_.steady() - began > longest_pause) pause = {};  // it was not the last try that failed
    clock_.sleep_until(std::min(clock_.steady() + pause, plan_.limits.deadline));
    pause = std::clamp<TimePoint::duration>(pause * 2, first_pause, longest_pause);
  }
}

Expected<void> Waiter::follow() {
  asked_ = moment(clock_);
  TRY_ASSIGN(engine_, engine_of(plan_, system_, plan_.limits.last_answer));
  // Subscribed before the look: what happens between the two is in the stream.
  TRY_ASSIGN(events_, engine_->stream(project_events_target(plan_.project)));
  TRY(look_at_everything());
  for (;;) {
    TRY_ASSIGN(const bool over, judge());
    if (over) return {};
    const auto line = events_->next_line(next_turn());
    asked_ = moment(clock_);
    if (!line) return tl::unexpected(line.error());
    if (*line) TRY(take_in(**line));
    TRY(look_where_due());
  }
}

Expected<void> Waiter::look_at_everything() {
  TRY_ASSIGN(const auto containers, look_at_all(*engine_, plan_, plan_.watch->rules()));
  const Moment now = moment(clock_);
  // When the next try works at once, only the stream was cut.
  const bool was_away = plan_.outage && now.steady - away_since_ >= shortest_outage;
  plan_.outage.reset();
  if (was_away) {
    plan_.away += std::chrono::duration<double>(now.steady - away_since_).count();
    plan_.watch->see_after_outage(containers, now);
  } else {
    plan_.watch->see_all(containers, now);
  }
  next_look_ = now.steady + safety_look_interval;
  return {};
}

/// Takes one event in: looks at its container again, if its state may differ now.
Expected<void> Waiter::take_in(const std::string& line) {
  if (is_blank(line)) return {};
  TRY_ASSIGN(const auto event, parse_container_event(line, plan_.mask));
  const bool foreign = !event.project.empty() && event.project != plan_.project;
  if (foreign || !changes_state(event) || plan_.watch->ignores(event.id)) return {};
  if (event.action == "kill") plan_.watch->see_killed(event.id, event.signal);
  return see(event.id);
}

Expected<void> Waiter::see(const std::string& id) {
  TRY_ASSIGN(const auto container, look_at(*engine_, id, plan_));
  if (container)
    plan_.watch->see(*container, moment(clock_));
  else
    plan_.watch->see_removed(id);
  return {};
}

Expected<void> Waiter::look_where_due() {
  for (const auto& id : plan_.watch->due(moment(clock_))) TRY(see(id));
  if (clock_.steady() < next_look_) return {};
  TRY(look_at_changes(*engine_, plan_, clock_));
  next_look_ = clock_.steady() + safety_look_interval;
  return {};
}

void Waiter::note_outage(const Error& error) {
  http_.reset();
  healthy_since_.reset();
  plan_.healthy_for = 0;
  if (!plan_.outage) {
    away_since_ = asked_.steady;
    plan_.outage = Outage{asked_.wall, {}};
  }
  plan_.outage->said = error.message;
}

Expected<void> wait_until_over(Plan& plan, System& system) {
  return Waiter(plan, system).run();
}

}  // namespace slipway::health_wait
