#include "stack/file_change_diff.hpp"
#include "stack_restore/stack_restore.hpp"

namespace slipway::stack_restore {

ansible::Result report(const Plan& plan) {
  ansible::Result result;
  result.changed = !plan.files.changes.empty() || (plan.images_come_back && changes_images(*plan.images));
  for (const auto& change : plan.files.changes) result.diff.push_back(diff_of(change));
  result.values = {{"release", plan.release},
                   {"restored", restored_paths(plan.files)},
                   {"removed", removed_paths(plan.files)},
                   {"images", plan.images ? images_json(*plan.images) : images_json(plan.recorded_images)},
                   {"compose_files", plan.compose_files}};
  result.warnings = plan.warnings;
  for (const auto& warning : plan.files.warnings) result.warnings.push_back(warning);
  if (!plan.images) return result;
  for (const auto& warning : plan.images->warnings) result.warnings.push_back(warning);
  result.secrets = plan.images->secrets;
  return result;
}

}  // namespace slipway::stack_restore
