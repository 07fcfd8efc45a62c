#include "health_wait/health_wait.hpp"

namespace slipway::health_wait {

void preview(Plan& plan, System& system) {
  try_pages_once(plan.wait, system);
}

Expected<void> apply(Plan& plan, System& system) {
  if (plan.obstacle) return tl::unexpected(*plan.obstacle);
  return wait_until_healthy(plan.wait, system);
}

}  // namespace slipway::health_wait
