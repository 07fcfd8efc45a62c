#include <algorithm>

#include "release/sequence.hpp"
#include "release/steps.hpp"
#include "release/store_checks.hpp"
#include "release/work.hpp"
#include "stack_backup/stack_backup.hpp"

namespace slipway::stack_backup {
namespace {

Expected<void> decide(Plan& plan, System& system) {
  TRY_ASSIGN(plan.folder, read_releases(system.files, plan.request.backups_path, plan.folder));
  const ReleaseFolder& folder = plan.folder;
  plan.step = Step::nothing;
  plan.quiet = false;
  plan.nothing.reset();
  plan.warnings.clear();
  plan.ended.clear();
  plan.taken_over.clear();
  plan.contents.clear();
  plan.leftovers.clear();
  TRY(plan.request.state == ReleaseState::started ? decide_start(plan, folder, system)
                                                  : decide_end(plan, folder, system));
  plan.number_noted =
      plan.step == Step::previewed || plan.nothing || folder.highest_given >= plan.release.sequence;
  return {};
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
    (void)files.remove_tree(plan.request.backups_path / plan.release.name / folder);
}

bool writes(const Plan& plan, Files& files) {
  return plan.step != Step::nothing || !plan.number_noted || has_leftovers(plan, files);
}

Expected<void> check_can_apply(const Plan& plan, Files& files) {
  // Of a record that is only previewed nobody can say what it would meet.
  if (plan.step == Step::previewed || !writes(plan, files)) return {};
  const Path& backups_path = plan.request.backups_path;
  TRY(check_can_lock(files, backups_path));
  for (const auto& release : plan.ended) TRY(check_can_record(files, backups_path, release.name, {}));
  return check_can_record(files, backups_path, plan.release.name, plan.contents);
}

Expected<void> check_record_is_there(const Plan& plan) {
  if (plan.step != Step::previewed) return {};
  return fail("there is no record '" + (plan.request.backups_path / plan.release.name).string() +
              "' to end; open it with state=started before the deployment");
}

/// The guard may be at work already, and what it undoes must not end as deployed.
Expected<std::unique_ptr<FileLock>> join_work_on(const Plan& plan, Files& files) {
  const Path record = plan.request.backups_path / plan.release.name;
  TRY_ASSIGN(const auto here, files.status(record));
  if (!here) return nullptr;
  return join_work(files, record);
}

Expected<void> record(Plan& plan, System& system) {
  Files& files = system.files;
  if (!writes(plan, files)) return {};
  TRY(check_record_is_there(plan));
  const Path& backups_path = plan.request.backups_path;
  TRY_ASSIGN(const auto at_work, join_work_on(plan, files));
  TRY_ASSIGN(const auto lock, lock_releases(files, backups_path));
  if (plan.snapshot) TRY(refresh_snapshot(*plan.snapshot, plan.request.stack, system));
  TRY(decide(plan, system));
  if (plan.nothing) return {};
  TRY(check_record_is_there(plan));
  for (const auto& release : plan.ended) TRY(update_release(files, backups_path, release, {}));
  if (plan.step == Step::create) TRY(create_release(files, backups_path, plan.release, plan.contents));
  if (plan.step == Step::update) TRY(update_release(files, backups_path, plan.release, plan.contents));
  remove_leftovers(plan, files);
  keep_sequence(files, backups_path, plan.release.sequence);
  return {};
}

}  // namespace

Expected<Plan> plan(const Args& args, System& system) {
  Plan plan;
  TRY_ASSIGN(plan.request, request_from(args, system));
  TRY(decide(plan, system));
  TRY(check_can_apply(plan, system.files));
  return plan;
}

Expected<void> apply(Plan& plan, System& system) {
  TRY(record(plan, system));
  if (plan.resumed) give_sign_of_life(system.files, plan.request.backups_path / plan.release.name);
  const auto& guard = plan.request.guard;
  if (!guard || plan.nothing) return {};
  return system.processes.leave_behind("slipway-guard",
                                       [guard = *guard, &system] { guard_release(guard, system); });
}

}  // namespace slipway::stack_backup
