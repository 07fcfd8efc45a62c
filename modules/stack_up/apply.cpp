#include "stack_up/stack_up.hpp"

namespace slipway::stack_up {

Expected<void> apply(Plan& plan, System& system) {
  plan.applied = true;
  if (plan.obstacle) return tl::unexpected(*plan.obstacle);
  return plan.take_down ? take_down(*plan.take_down, system) : bring_up(*plan.bring_up, system);
}

}  // namespace slipway::stack_up
