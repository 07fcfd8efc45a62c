#include <algorithm>

#include "stack_backup/stack_backup.hpp"
#include "system/file_operations.hpp"

namespace slipway::stack_backup {
namespace {

Expected<void> decide(Plan& plan, System& system) {
  TRY_ASSIGN(const ReleaseFolder folder, read_releases(system.files, plan.request.backups_path));
  return plan.request.state == ReleaseState::started ? decide_start(plan, folder, system)
                                                     : decide_end(plan, folder, system);
}

bool has_leftovers(const Plan& plan, Files& files) {
  return std::any_of(plan.leftovers.begin(), plan.leftovers.end(), [&](const std::string& folder) {
    const auto here = files.status(plan.request.backups_path / plan.release.name / folder);
    return here && *here;
  });
}

/// Best effort: copies that the manifest does not name do no harm, and the release is recorded.
void remove_leftovers(const Plan& plan, Files& files) {
  for (const auto& folder : plan.leftovers)
    (void)remove_tree(files, plan.request.backups_path / plan.release.name / folder);
}

Expected<void> check_record_is_there(const Plan& plan) {
  if (plan.step != Step::foretold) return {};
  return fail("there is no record '" + (plan.request.backups_path / plan.release.name).string() +
              "' to end; open it with state=started before the deployment");
}

}  // namespace

Expected<Plan> plan(const Args& args, System& system) {
  Plan plan;
  TRY_ASSIGN(plan.request, request_from(args, system));
  TRY(decide(plan, system));
  return plan;
}

Expected<void> apply(Plan& plan, System& system) {
  if (plan.step == Step::nothing && !has_leftovers(plan, system.files)) return {};
  TRY(check_record_is_there(plan));
  const Path& backups_path = plan.request.backups_path;
  TRY_ASSIGN(const auto lock, lock_releases(system.files, backups_path));
  TRY(decide(plan, system));
  TRY(check_record_is_there(plan));
  if (plan.step == Step::create)
    return create_release(system.files, backups_path, plan.release, plan.contents);
  if (plan.step == Step::update) TRY(update_release(system.files, backups_path, plan.release, plan.contents));
  remove_leftovers(plan, system.files);
  return {};
}

ansible::Result report(const Plan& plan) {
  const Release& release = plan.release;
  ansible::Result result;
  result.changed = plan.step != Step::nothing;
  result.values = {{"name", release.name},
                   {"path", (plan.request.backups_path / release.name).string()},
                   {"project_name", release.project},
                   {"sequence", release.sequence},
                   {"state", to_text(release.state)},
                   {"kind", to_text(release.kind)},
                   {"owner", release.owner},
                   {"live", release.live_before ? ansible::Json(*release.live_before) : ansible::Json()},
                   {"first_deploy", release.first},
                   {"resumed", plan.resumed}};
  if (plan.look) result.warnings = plan.look->warnings;
  return result;
}

}  // namespace slipway::stack_backup
