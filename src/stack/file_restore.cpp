#include "stack/file_restore.hpp"

#include <cerrno>

#include "stack/recorded_set.hpp"
#include "system/write_checks.hpp"

namespace slipway {
namespace {

/// Refuses what restore_files would refuse, as far as it shows without a write.
Expected<void> check_can_restore(const FileRestore& plan, System& system) {
  for (const auto& folder : plan.folders) TRY(check_can_own(system, folder.path, folder.attributes));
  for (const auto& change : plan.changes) {
    const RecordedFile& then = change.then.recorded;
    TRY(then.absent ? system.files.check_changeable(change.target)
                    : check_can_write(system, change.target, {then.mode, then.uid, then.gid}));
  }
  return {};
}

Expected<void> make_folders(const std::vector<MissingFolder>& folders, Files& files) {
  for (const auto& folder : folders) {
    sweep_temporaries(files, folder.path);
    auto made = make_folder(files, folder.path, folder.attributes);
    const int error = made ? 0 : made.error().os_error;
    // Another run was faster, which is as good.
    if (!made && error != EEXIST && error != ENOTEMPTY) return made;
    TRY(files.sync_directory(folder.path.parent_path()));
  }
  return {};
}

/// `absent`: whether those are meant that were not there when it was recorded.
std::vector<std::string> paths_of(const FileRestore& plan, bool absent) {
  std::vector<std::string> paths;
  for (const auto& change : plan.changes)
    if (change.then.recorded.absent == absent) paths.push_back(change.target.string());
  return paths;
}

}  // namespace

Expected<FileRestore> plan_file_restore(const Release& release, FileSet set, const Path& backups_path,
                                        const Path& project_src, System& system) {
  FileRestore plan;
  TRY_ASSIGN(const StackState state, recorded_set(release, set));
  const Path record = backups_path / release.name;
  const auto recorded = recorded_files(system.files, record, state.files);
  if (!recorded)
    return fail("the record '" + record.string() + "' is damaged, and nothing was restored from it: " +
                recorded.error().message + "; choose another release");
  plan.warnings = warnings_of_place(release, state, project_src, system.files);
  TRY_ASSIGN(plan.changes, file_changes(*recorded, project_src, release.compose_files, system.files));
  TRY_ASSIGN(plan.folders, folders_for(plan.changes, project_src, state.folders, system.files));
  TRY(check_can_restore(plan, system));
  return plan;
}

Expected<void> restore_files(const FileRestore& plan, Files& files) {
  for (const auto& change : plan.changes) sweep_temporaries(files, change.target);
  TRY(make_folders(plan.folders, files));
  std::vector<StagedFile> staged;
  for (const auto& change : plan.changes) {
    if (change.then.recorded.absent) continue;
    const RecordedFile& recorded = change.then.recorded;
    TRY_ASSIGN(auto file, stage_file(files, change.target, change.then.content,
                                     {recorded.mode, recorded.uid, recorded.gid}));
    staged.push_back(std::move(file));
  }
  for (auto& file : staged) TRY(file.commit());
  for (const auto& change : plan.changes) {
    if (!change.then.recorded.absent) continue;
    auto removed = files.remove(change.target);
    // ENOENT: another run was faster, which is as good.
    if (!removed && removed.error().os_error != ENOENT) return removed;
    TRY(files.sync_directory(change.target.parent_path()));
  }
  return {};
}

std::vector<std::string> restored_paths(const FileRestore& plan) {
  return paths_of(plan, false);
}

std::vector<std::string> removed_paths(const FileRestore& plan) {
  return paths_of(plan, true);
}

Expected<void> remove_empty_folders(const std::vector<Path>& folders, Files& files) {
  for (const auto& folder : folders) {
    const auto removed = files.remove(folder);
    const int error = removed ? 0 : removed.error().os_error;
    if (!removed && error != ENOENT && error != ENOTEMPTY && error != EEXIST && error != ENOTDIR)
      return removed;
    if (removed) TRY(files.sync_directory(folder.parent_path()));
  }
  return {};
}

}  // namespace slipway
