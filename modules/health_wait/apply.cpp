#include "health_wait/health_wait.hpp"

namespace slipway::health_wait {
namespace {

Expected<void> wait(Plan& plan, System& system) {
  if (!plan.swarm) return wait_until_healthy(plan.wait, system);
  TRY_ASSIGN(plan.wait.result, wait_for_swarm(*plan.swarm, system));
  return {};
}

}  // namespace

void preview(Plan& plan, System& system) {
  try_pages_once(plan.wait, system);
}

Expected<void> apply(Plan& plan, System& system) {
  if (plan.obstacle) return tl::unexpected(*plan.obstacle);
  if (!plan.page) return wait(plan, system);
  TRY_ASSIGN(auto watch, TrafficWatch::begin(*plan.page, system, plan.wait.settings.mask));
  const auto waited = wait(plan, system);
  if (waited && plan.wait.result.healthy)
    watch.await_first_good_answer(system, std::chrono::seconds(plan.wait.settings.timeout));
  plan.traffic = watch.end();
  return waited;
}

}  // namespace slipway::health_wait
