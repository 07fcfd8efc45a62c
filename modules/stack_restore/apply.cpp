#include "stack_restore/stack_restore.hpp"

namespace slipway::stack_restore {

Expected<void> apply(Plan& plan, System& system) {
  if (plan.images_come_back) {
    TRY_ASSIGN(const auto engine, system.engines.at("", plan.environment, Engines::any_time));
    TRY(restore_images(*plan.images, *engine, system));
  }
  return restore_files(plan.files, system.files);
}

}  // namespace slipway::stack_restore
