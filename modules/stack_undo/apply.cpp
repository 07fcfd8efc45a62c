#include "stack_undo/stack_undo.hpp"

namespace slipway::stack_undo {

void preview(Plan& plan, System& system) {
  if (plan.undo.problem.empty()) foresee(plan.undo, system);
}

Expected<void> apply(Plan& plan, System& system) {
  plan.done = true;
  if (plan.undo.problem.empty()) carry_out(plan.undo, system);
  return {};
}

}  // namespace slipway::stack_undo
