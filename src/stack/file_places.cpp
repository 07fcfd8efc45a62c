#include "stack/file_places.hpp"

#include <algorithm>
#include <set>

namespace slipway {
namespace {

constexpr mode_t mode_of_unknown_folder = 0755;

FileAttributes attributes_of(const Path& folder, const Path& project_src,
                             const std::vector<RecordedFolder>& recorded) {
  const RecordedFolder* then = find_folder(recorded, project_src, folder);
  if (then == nullptr) return {mode_of_unknown_folder, {}, {}};
  return {then->mode, then->uid, then->gid};
}

/// The warning about a file that was reached by a link when it was recorded; empty when it still is.
std::string link_warning(const RecordedFile& file, const Release& release, const Path& project_src,
                         const Path& folder, Files& files) {
  const Path target = stack_path(project_src, file.path);
  const Path was = stack_path(folder, file.leads_to);
  const auto now = final_place(files, target);
  if (file.absent || file.leads_to.empty() || !now || *now == was) return "";
  const std::string before = "'" + target.string() + "' was a link to '" + was.string() + "' when release '" +
                             release.name + "' was recorded, ";
  if (*now == stack_path(folder, file.path))
    return before + "and is none now; its content comes back as a file of its own, and the link does not";
  return before + "and leads to '" + now->string() + "' now, where its content comes back";
}

}  // namespace

Expected<std::vector<MissingFolder>> folders_for(const std::vector<FileChange>& changes,
                                                 const Path& project_src,
                                                 const std::vector<RecordedFolder>& recorded, Files& files) {
  std::vector<MissingFolder> folders;
  for (const auto& change : changes) {
    if (change.then.recorded.absent) continue;
    TRY_ASSIGN(const auto missing, missing_folders(files, change.target.parent_path()));
    for (const auto& path : missing)
      if (std::none_of(folders.begin(), folders.end(), [&](const auto& one) { return one.path == path; }))
        folders.push_back({path, attributes_of(path, project_src, recorded)});
  }
  return folders;
}

std::vector<Path> folders_made_since(const StackState& set, const Path& project_src) {
  std::set<Path> made;
  for (const auto& file : set.files) {
    if (!file.absent || Path(file.path).is_absolute()) continue;
    for (Path inner = Path(file.path).parent_path();; inner = inner.parent_path()) {
      const Path folder = inner.empty() ? project_src : project_src / inner;
      if (find_folder(set.folders, project_src, folder) != nullptr || !made.insert(folder).second) break;
      if (inner.empty()) break;
    }
  }
  return {made.rbegin(), made.rend()};
}

std::vector<std::string> warnings_of_place(const Release& release, const StackState& set,
                                           const Path& project_src, Files& files) {
  std::vector<std::string> warnings;
  const Path folder = final_place(files, project_src).value_or(project_src);
  if (!release.project_src.empty() &&
      final_place(files, release.project_src).value_or(release.project_src) != folder)
    warnings.push_back("release '" + release.name + "' is on record for the stack in '" +
                       release.project_src + "', and its files come back in '" + project_src.string() + "'");
  for (const auto& file : set.files)
    if (auto warning = link_warning(file, release, project_src, folder, files); !warning.empty())
      warnings.push_back(std::move(warning));
  return warnings;
}

}  // namespace slipway
