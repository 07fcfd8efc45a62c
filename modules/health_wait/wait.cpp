#include "health_wait/look.hpp"
#include "health_wait/wait_loop.hpp"
#include "util/excerpt.hpp"
#include "util/mask.hpp"

namespace slipway::health_wait {
namespace {

constexpr std::chrono::seconds log_time{5};

LogTail read_log(Engine& engine, const Container& container, const Plan& plan) {
  const auto tail = container_log_tail(engine, container, plan.log_lines);
  if (!tail) return {{}, tail.error().message};
  return {lines_of(masked(*tail, plan.mask)), ""};
}

/// Of those that are not ready. A silent engine is not asked for one after the other.
Expected<void> collect_logs(Plan& plan, System& system) {
  if (plan.outage || plan.verdict.state == HealthState::ready || plan.log_lines == 0) return {};
  TRY_ASSIGN(const auto engine, engine_of(plan, system, system.clock.steady() + log_time));
  for (const auto& watched : plan.watch->containers())
    if (watched.verdict.state != HealthState::ready)
      plan.logs[watched.container.id] = read_log(*engine, watched.container, plan);
  return {};
}

Expected<void> nothing_to_wait_for(const Plan& plan) {
  const auto& wanted = plan.watch->rules().services;
  const auto seen = plan.watch->services_seen();
  if (!wanted.empty() && !seen.empty())
    return fail("project '" + plan.project + "' has no container of " +
                some_of({wanted.begin(), wanted.end()}) + "; it has containers of: " + some_of(seen) +
                "; correct services, or bring those up first");
  return fail(
      "project '" + plan.project +
      "' has no containers to wait for on this engine; bring it up first, or correct the project's name");
}

}  // namespace

Expected<void> apply(Plan& plan, System& system) {
  if (plan.obstacle) return tl::unexpected(*plan.obstacle);
  if (plan.watch->containers().empty()) return nothing_to_wait_for(plan);
  if (const auto outcome = wait_until_over(plan, system); !outcome)
    return fail_while("while waiting for project '" + plan.project + "'", outcome.error());
  plan.waited_for = true;
  plan.waited = std::chrono::duration<double>(system.clock.steady() - plan.begun).count();
  return collect_logs(plan, system);
}

}  // namespace slipway::health_wait
