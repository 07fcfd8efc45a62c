#include "compose_image_rewrite/compose_image_rewrite.hpp"
#include "system/file_operations.hpp"
#include "util/utc_time.hpp"

namespace slipway::compose_image_rewrite {
namespace {

Expected<std::vector<StagedFile>> stage_all(const Plan& plan, Files& files) {
  std::vector<StagedFile> staged;
  for (const auto& change : plan.changes) {
    TRY_ASSIGN(StagedFile file, stage_file(files, change.path, change.after));
    staged.push_back(std::move(file));
  }
  return staged;
}

Expected<void> back_up_all(Plan& plan, System& system) {
  const auto now = system.clock.now();
  const std::string stamp = utc_date(now) + "@" + utc_time_of_day(now);
  for (const auto& change : plan.changes) {
    TRY_ASSIGN(Path copy, keep_backup_copy(system.files, change.path, stamp));
    plan.backup_files.push_back(std::move(copy));
  }
  return {};
}

Expected<void> commit_all(const Plan& plan, std::vector<StagedFile>& staged, Files& files) {
  for (std::size_t i = 0; i < staged.size(); ++i) {
    auto committed = staged[i].commit();
    if (committed) continue;
    // The commit may have failed after its rename, so the file itself is among those that are put back.
    for (std::size_t done = 0; done <= i; ++done) {
      const auto& [path, before, after, replacements] = plan.changes[done];
      const auto now = files.read(path);
      if (now && *now == before) continue;
      if (const auto restored = replace_file(files, path, before); !restored)
        return fail(committed.error().message + "; and '" + path.string() +
                        "' could not be put back: " + restored.error().message + "; run again to complete it",
                    committed.error().os_error);
    }
    return committed;
  }
  return {};
}

}  // namespace

Expected<void> apply(Plan& plan, System& system) {
  for (const auto& change : plan.changes) sweep_temporaries(system.files, change.path);
  TRY_ASSIGN(auto staged, stage_all(plan, system.files));
  auto outcome = plan.backup ? back_up_all(plan, system) : Expected<void>{};
  if (outcome) outcome = commit_all(plan, staged, system.files);
  if (!outcome)
    for (std::size_t i = 0; i < plan.backup_files.size(); ++i)
      drop_needless_copy(system.files, plan.backup_files[i], plan.changes[i].path);
  return outcome;
}

}  // namespace slipway::compose_image_rewrite
