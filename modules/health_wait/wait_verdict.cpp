#include <algorithm>

#include "health_wait/waiter.hpp"

namespace slipway::health_wait {

Expected<bool> Waiter::judge() {
  TRY(judge_containers());
  const bool late = clock_.steady() >= plan_.limits.deadline;
  // An event may have been lost since the last look. Should the engine be too slow for it, so be it.
  const bool open = plan_.verdict.state == HealthState::waiting;
  if (late && open && look_at_changes(*engine_, plan_, clock_)) TRY(judge_containers(true));
  judge_pages(late);
  return plan_.healthy || plan_.verdict.state == HealthState::failed || late;
}

/// A failure counts when the engine is there to confirm it, and when nothing that it has told already speaks
/// against it: an exit is often seen before the event that says who asked for it.
Expected<void> Waiter::judge_containers(bool at_last) {
  plan_.verdict = plan_.watch->verdict(moment(clock_), at_last);
  if (plan_.verdict.state != HealthState::failed) return {};
  TRY(confirm_engine());
  TRY(take_in_what_is_there());
  plan_.verdict = plan_.watch->verdict(moment(clock_), at_last);
  return {};
}

/// A daemon that shuts down stops its containers first, and goes on answering on the connections that it
/// has, but takes no new one: then this is an outage, and no container has failed.
Expected<void> Waiter::confirm_engine() {
  TRY_ASSIGN(const auto engine, engine_of(plan_, system_, plan_.limits.last_answer));
  TRY(engine->request("GET", "/_ping"));
  return {};
}

/// The events that have arrived by now.
Expected<void> Waiter::take_in_what_is_there() {
  const TimePoint now = clock_.steady();
  while (clock_.steady() < plan_.limits.last_answer) {
    TRY_ASSIGN(const auto line, events_->next_line(now));
    if (!line) break;
    TRY(take_in(*line));
  }
  return {};
}

/// Healthy is what has been so for long enough, as far as anybody knows: a try under way may still say no.
void Waiter::judge_pages(bool late) {
  const bool ready = plan_.verdict.state == HealthState::ready;
  if (ready)
    http_.go_on();
  else
    http_.reset();
  if (late && ready && (!http_.all_ok() || http_.in_doubt_since(clock_.steady()))) http_.last_try();
  const TimePoint now = clock_.steady();
  if (!ready || !http_.all_ok())
    healthy_since_.reset();
  else if (!healthy_since_)
    healthy_since_ = now;
  plan_.healthy_for = healthy_since_ ? std::chrono::duration<double>(now - *healthy_since_).count() : 0;
  const auto enough = healthy_since_.value_or(now) + std::chrono::seconds(plan_.stable_for);
  plan_.healthy = healthy_since_ && now >= enough && !http_.in_doubt_since(enough);
}

Waiter::TimePoint Waiter::next_turn() const {
  const TimePoint deadline = plan_.limits.deadline;
  TimePoint next = std::min({deadline, next_look_, plan_.verdict.look_again.value_or(deadline)});
  if (plan_.verdict.state == HealthState::ready) next = std::min(next, http_.due());
  const auto enough = healthy_since_.value_or(deadline) + std::chrono::seconds(plan_.stable_for);
  if (healthy_since_ && enough > clock_.steady()) next = std::min(next, enough);
  return next;
}

}  // namespace slipway::health_wait
