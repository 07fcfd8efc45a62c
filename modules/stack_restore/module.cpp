#include <algorithm>
#include <cerrno>

#include "release/name.hpp"
#include "stack_restore/stack_restore.hpp"
#include "system/file_operations.hpp"

namespace slipway::stack_restore {
namespace {

Expected<StackState> chosen_set(const Release& release, FileSet set) {
  if (set == FileSet::before) return release.before;
  if (release.deployed) return *release.deployed;
  return fail("release '" + release.name + "' was never deployed (its state is " + to_text(release.state) +
              "), so there is nothing to bring back; to=before brings back what was there before it");
}

void warn_of_unknown_files(const Args& args, const Path& project_src, const StackState& set, Files& files,
                           Plan& plan) {
  for (const auto& file : args.files) {
    const std::string path = recorded_path(project_src, by_stack_folder(files, project_src, file));
    if (std::none_of(set.files.begin(), set.files.end(),
                     [&](const RecordedFile& recorded) { return recorded.path == path; }))
      plan.warnings.push_back("release '" + plan.release + "' has no '" + path +
                              "' on record; the file stays as it is");
  }
}

Expected<void> make_folders(const Plan& plan, Files& files) {
  for (const auto& folder : plan.folders) {
    sweep_temporaries(files, folder.path);
    auto made = make_folder(files, folder.path, folder.attributes);
    const int error = made ? 0 : made.error().os_error;
    // Another run was faster, which is as good.
    if (!made && error != EEXIST && error != ENOTEMPTY) return made;
    TRY(files.sync_directory(folder.path.parent_path()));
  }
  return {};
}

}  // namespace

Expected<Plan> plan(const Args& args, System& system) {
  Plan plan;
  TRY_ASSIGN(plan.release, release_name(args.name));
  TRY_ASSIGN(const ReleaseFolder folder, read_releases(system.files, args.backups_path));
  TRY_ASSIGN(const Release release, find_recorded(folder, args, plan.release));
  TRY_ASSIGN(const FileSet to, file_set(args.to));
  TRY_ASSIGN(const StackState set, chosen_set(release, to));
  TRY_ASSIGN(const auto recorded, recorded_files(system.files, args.backups_path / plan.release, set.files));
  Path project_src = args.project_src;
  if (!project_src.is_absolute()) {
    TRY_ASSIGN(project_src, system.files.resolve(project_src));
  }
  plan.images = set.images;
  plan.compose_files = compose_files_of(folder, release, to);
  warn_of_unknown_files(args, project_src, set, system.files, plan);
  for (auto& warning : warnings_of_place(release, set, project_src, system.files))
    plan.warnings.push_back(std::move(warning));
  TRY_ASSIGN(plan.changes, compare(recorded, project_src, release.compose_files, system.files));
  TRY_ASSIGN(plan.folders, folders_for(plan.changes, project_src, set.folders, system.files));
  TRY(check_can_apply(plan, system));
  return plan;
}

Expected<void> apply(Plan& plan, System& system) {
  for (const auto& change : plan.changes) sweep_temporaries(system.files, change.target);
  TRY(make_folders(plan, system.files));
  std::vector<StagedFile> staged;
  for (const auto& change : plan.changes) {
    if (change.then.recorded.absent) continue;
    const RecordedFile& recorded = change.then.recorded;
    TRY_ASSIGN(auto file, stage_file(system.files, change.target, change.then.content,
                                     {recorded.mode, recorded.uid, recorded.gid}));
    staged.push_back(std::move(file));
  }
  for (auto& file : staged) TRY(file.commit());
  for (const auto& change : plan.changes) {
    if (!change.then.recorded.absent) continue;
    auto removed = system.files.remove(change.target);
    // ENOENT: another run was faster, which is as good.
    if (!removed && removed.error().os_error != ENOENT) return removed;
    TRY(system.files.sync_directory(change.target.parent_path()));
  }
  return {};
}

ansible::Result report(const Plan& plan) {
  using ansible::Json;
  ansible::Result result;
  result.changed = !plan.changes.empty();
  Json restored = Json::array();
  Json removed = Json::array();
  for (const auto& change : plan.changes) {
    (change.then.recorded.absent ? removed : restored).push_back(change.target.string());
    result.diff.push_back(diff_of(change));
  }
  Json images = Json::array();
  for (const auto& image : plan.images)
    images.push_back({{"service", image.service},
                      {"reference", image.reference},
                      {"id", image.id},
                      {"digests", image.digests}});
  result.values = {{"release", plan.release},
                   {"restored", std::move(restored)},
                   {"removed", std::move(removed)},
                   {"images", std::move(images)},
                   {"compose_files", plan.compose_files}};
  result.warnings = plan.warnings;
  return result;
}

}  // namespace slipway::stack_restore
