#include "health/wait_loop.hpp"

#include <algorithm>

#include "engine/events.hpp"
#include "health/engine_queries.hpp"

namespace slipway {
namespace {

using namespace std::chrono_literals;

constexpr auto safety_look_interval = 5s;  // should an event ever be lost, this bounds the harm
constexpr auto shortest_outage = 300ms;
constexpr auto first_pause = 100ms;
constexpr auto longest_pause = 2s;

}  // namespace

WaitLoop::WaitLoop(HealthWait& wait, System& system)
    : wait_(wait),
      result_(wait.result),
      system_(system),
      clock_(system.clock),
      http_(wait.result.http, system, wait.settings.mask, wait.limits),
      progress_(wait, system.progress) {}

Expected<void> WaitLoop::run() {
  for (TimePoint::duration pause{};;) {
    const auto began = clock_.steady();
    auto followed = follow();
    if (followed) return {};
    if (!followed.error().may_pass) return followed;
    note_outage(followed.error());
    if (clock_.steady() >= wait_.limits.deadline) return {};
    if (clock_.steady() - began > longest_pause) pause = {};  // it was not the last try that failed
    clock_.sleep_until(std::min(clock_.steady() + pause, wait_.limits.deadline));
    pause = std::clamp<TimePoint::duration>(pause * 2, first_pause, longest_pause);
  }
}

Expected<void> WaitLoop::follow() {
  asked_ = moment(clock_);
  TRY_ASSIGN(engine_, engine_of(wait_.settings, system_, wait_.limits.last_answer));
  // Subscribed before the look: what happens between the two is in the stream.
  TRY_ASSIGN(events_, engine_->stream(project_events_target(result_.project)));
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

Expected<void> WaitLoop::look_at_everything() {
  TRY_ASSIGN(const auto containers,
             read_containers(*engine_, result_.project, wait_.watch->rules(), wait_.settings.mask));
  const Moment now = moment(clock_);
  // When the next try works at once, only the stream was cut.
  const bool was_away = result_.outage && now.steady - away_since_ >= shortest_outage;
  result_.outage.reset();
  if (was_away) {
    result_.away += std::chrono::duration<double>(now.steady - away_since_).count();
    wait_.watch->see_after_outage(containers, now);
  } else {
    wait_.watch->see_all(containers, now);
  }
  next_look_ = now.steady + safety_look_interval;
  return {};
}

/// Takes one event in: looks at its container again, if its state may differ now.
Expected<void> WaitLoop::take_in(const std::string& line) {
  if (is_blank(line)) return {};
  TRY_ASSIGN(const auto event, parse_container_event(line, wait_.settings.mask));
  const bool foreign = !event.project.empty() && event.project != result_.project;
  if (foreign || own_checks_.take_in(*engine_, *wait_.watch, event, clock_.steady())) return {};
  if (!changes_state(event) || wait_.watch->ignores(event.id)) return {};
  if (event.action == "kill") wait_.watch->see_killed(event.id, event.signal);
  return see(event.id);
}

Expected<void> WaitLoop::see(const std::string& id) {
  TRY_ASSIGN(const auto container, read_container(*engine_, id, result_.project, wait_.settings.mask));
  if (container)
    wait_.watch->see(*container, moment(clock_));
  else
    wait_.watch->see_removed(id);
  return {};
}

Expected<void> WaitLoop::look_where_due() {
  for (const auto& id : wait_.watch->due(moment(clock_))) TRY(see(id));
  if (clock_.steady() < next_look_) return {};
  TRY(read_changes(*engine_, wait_, clock_));
  next_look_ = clock_.steady() + safety_look_interval;
  return {};
}

void WaitLoop::note_outage(const Error& error) {
  http_.reset();
  healthy_since_.reset();
  result_.healthy_for = 0;
  if (!result_.outage) {
    away_since_ = asked_.steady;
    result_.outage = Outage{asked_.wall, {}};
    system_.progress.say("the engine does not answer; waiting for it");
  }
  result_.outage->said = error.message;
}

Expected<bool> WaitLoop::judge() {
  TRY(judge_containers());
  const bool late = clock_.steady() >= wait_.limits.deadline;
  if (wait_.settings.runs_checks && !late && own_checks_.go_on(*engine_, *wait_.watch, clock_.steady()))
    TRY(judge_containers());
  // An event may have been lost since the last look. Should the engine be too slow for it, so be it.
  const bool open = result_.verdict.state == HealthState::waiting;
  if (late && open && read_changes(*engine_, wait_, clock_)) TRY(judge_containers(true));
  judge_pages(late);
  const bool over = result_.healthy || result_.verdict.state == HealthState::failed || late;
  progress_.tell(clock_.steady(), over);
  return over;
}

/// A failure counts when the engine is there to confirm it, and when nothing that it has told already speaks
/// against it: an exit is often seen before the event that says who asked for it.
Expected<void> WaitLoop::judge_containers(bool at_last) {
  result_.verdict = wait_.watch->verdict(moment(clock_), at_last);
  if (result_.verdict.state != HealthState::failed) return {};
  TRY(confirm_engine());
  TRY(take_in_what_is_there());
  result_.verdict = wait_.watch->verdict(moment(clock_), at_last);
  return {};
}

/// A daemon that shuts down stops its containers first, and goes on answering on the connections that it
/// has, but takes no new one: then this is an outage, and no container has failed.
Expected<void> WaitLoop::confirm_engine() {
  TRY_ASSIGN(const auto engine, engine_of(wait_.settings, system_, wait_.limits.last_answer));
  TRY(engine->request("GET", "/_ping"));
  return {};
}

/// The events that have arrived by now.
Expected<void> WaitLoop::take_in_what_is_there() {
  const TimePoint now = clock_.steady();
  while (clock_.steady() < wait_.limits.last_answer) {
    TRY_ASSIGN(const auto line, events_->next_line(now));
    if (!line) break;
    TRY(take_in(*line));
  }
  return {};
}

/// Healthy is what has been so for long enough, as far as anybody knows: a try under way may still say no.
void WaitLoop::judge_pages(bool late) {
  const bool ready = result_.verdict.state == HealthState::ready;
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
  result_.healthy_for = healthy_since_ ? std::chrono::duration<double>(now - *healthy_since_).count() : 0;
  const auto enough = healthy_since_.value_or(now) + std::chrono::seconds(wait_.settings.stable_for);
  result_.healthy = healthy_since_ && now >= enough && !http_.in_doubt_since(enough);
}

WaitLoop::TimePoint WaitLoop::next_turn() const {
  const TimePoint deadline = wait_.limits.deadline;
  TimePoint next = std::min({deadline, next_look_, result_.verdict.look_again.value_or(deadline)});
  if (result_.verdict.state == HealthState::ready) next = std::min(next, http_.due());
  if (wait_.settings.runs_checks) next = std::min(next, own_checks_.due(*wait_.watch).value_or(deadline));
  const auto enough = healthy_since_.value_or(deadline) + std::chrono::seconds(wait_.settings.stable_for);
  if (healthy_since_ && enough > clock_.steady()) next = std::min(next, enough);
  return std::min(next, progress_.due().value_or(deadline));
}

}  // namespace slipway
