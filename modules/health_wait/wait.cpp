#include <algorithm>

#include "health_wait/health_wait.hpp"
#include "health_wait/look.hpp"
#include "stack/container_events.hpp"
#include "stack/excerpt.hpp"

namespace slipway::health_wait {
namespace {

using namespace std::chrono_literals;

constexpr auto safety_look_interval = 5s;  // should an event ever be lost, this bounds the harm

/// Takes one event in: looks at its container again, if its state may differ now.
Expected<void> take_in(const std::string& line, Engine& engine, Plan& plan, Clock& clock) {
  TRY_ASSIGN(const auto event, parse_container_event(line));
  if (!changes_state(event)) return {};
  if (event.action == "kill") plan.watch->see_killed(event.id);
  TRY_ASSIGN(const auto container, look_at(engine, event.id, plan.mask));
  if (container)
    plan.watch->see(*container, moment(clock));
  else
    plan.watch->see_removed(event.id);
  return {};
}

Expected<void> see_all(Engine& engine, Plan& plan, Clock& clock) {
  TRY_ASSIGN(const auto containers, look_at_all(engine, plan.project, plan.mask));
  plan.watch->see_all(containers, moment(clock));
  return {};
}

/// Until the verdict is ready or failed, or the deadline has come.
Expected<void> wait_until(std::chrono::steady_clock::time_point deadline, Engine& engine, Plan& plan,
                          Clock& clock) {
  // Subscribed before the look: what happens between the two is in the stream.
  TRY_ASSIGN(const auto events, engine.stream(project_events_target(plan.project)));
  TRY(see_all(engine, plan, clock));
  auto next_look = clock.steady() + safety_look_interval;
  for (;;) {
    const Moment now = moment(clock);
    plan.verdict = plan.watch->verdict(now);
    if (plan.verdict.standing != Standing::waiting || now.steady >= deadline) return {};
    if (const auto sooner = plan.verdict.look_again) next_look = std::min(next_look, *sooner);
    TRY_ASSIGN(const auto line, events->next_line(std::min(next_look, deadline)));
    if (line) TRY(take_in(*line, engine, plan, clock));
    if (clock.steady() >= next_look) {
      TRY(see_all(engine, plan, clock));
      next_look = clock.steady() + safety_look_interval;
    }
  }
}

LogTail read_log(Engine& engine, const Container& container, const Plan& plan) {
  const auto tail = container_log_tail(engine, container, plan.log_lines);
  if (!tail) return {{}, tail.error().message};
  return {lines_of(masked(*tail, plan.mask)), ""};
}

void collect_logs(Engine& engine, Plan& plan) {
  if (plan.verdict.standing == Standing::ready || plan.log_lines == 0) return;
  for (const auto& patient : plan.watch->patients())
    if (patient.judgement.standing != Standing::ready)
      plan.logs[patient.container.id] = read_log(engine, patient.container, plan);
}

}  // namespace

Expected<void> apply(Plan& plan, System& system) {
  if (plan.obstacle) return tl::unexpected(*plan.obstacle);
  if (plan.watch->patients().empty())
    return fail(
        "project '" + plan.project +
        "' has no containers to wait for on this engine; bring it up first, or correct the project's name");
  TRY_ASSIGN(const auto engine, engine_of(plan, system));
  const auto start = system.clock.steady();
  if (const auto outcome =
          wait_until(start + std::chrono::seconds(plan.timeout), *engine, plan, system.clock);
      !outcome)
    return fail_while("while waiting for project '" + plan.project + "'", outcome.error());
  plan.waited_for = true;
  plan.waited = std::chrono::duration<double>(system.clock.steady() - start).count();
  collect_logs(*engine, plan);
  return {};
}

}  // namespace slipway::health_wait
