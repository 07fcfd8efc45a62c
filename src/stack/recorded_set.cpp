#include "stack/recorded_set.hpp"

#include <algorithm>

#include "release/history.hpp"
#include "util/sha256.hpp"

namespace slipway {
namespace {

std::string names_of(const std::vector<Release>& releases, const std::optional<std::string>& project) {
  std::string names;
  for (auto release = releases.rbegin(); release != releases.rend(); ++release)
    if (release->deployed && (!project || release->project == *project))
      names += (names.empty() ? "" : ", ") + release->name;
  return names.empty() ? "none was deployed yet" : "those that were deployed: " + names;
}

/// Whether a path of the manifest stays below the folder it belongs to.
bool stays_inside(const Path& path) {
  return !path.empty() && path.is_relative() &&
         std::none_of(path.begin(), path.end(), [](const Path& part) { return part == ".." || part == "."; });
}

Expected<StackFile> recorded_file(Files& files, const Path& record, const RecordedFile& recorded) {
  if (!Path(recorded.path).is_absolute() && !stays_inside(recorded.path))
    return fail("its manifest names the file '" + recorded.path + "', which is outside of the stack");
  if (recorded.absent) return StackFile{recorded, ""};
  if (!stays_inside(recorded.copy))
    return fail("its manifest names the copy '" + recorded.copy + "', which is outside of the record");
  TRY(refuse_links(files, record, recorded.copy));
  const Path copy = record / recorded.copy;
  TRY_ASSIGN(const auto here, files.status(copy));
  if (!here || here->kind != FileKind::regular) return fail("its copy '" + recorded.copy + "' is missing");
  TRY_ASSIGN(auto content, files.read(copy));
  if (sha256_hex(content) != recorded.sha256)
    return fail("its copy '" + recorded.copy + "' does not match its checksum");
  return StackFile{recorded, std::move(content)};
}

}  // namespace

Expected<Release> find_recorded(const ReleaseFolder& folder, const Path& backups_path,
                                const std::optional<std::string>& project, const std::string& name) {
  if (const Release* found = find_release(folder.releases, name)) {
    if (project) TRY(check_project(*found, *project));
    return *found;
  }
  const std::string path = (backups_path / name).string();
  const std::string others = names_of(folder.releases, project);
  for (const auto& entry : folder.damaged)
    if (entry.name == name)
      return fail("release '" + name + "' cannot be restored: " + entry.reason + " (" + others + ")");
  if (std::find(folder.plain.begin(), folder.plain.end(), name) != folder.plain.end())
    return fail(
        "'" + path +
        "' is a backup without a manifest, from an older playbook; it cannot be restored by Slipway (" +
        others + ")");
  for (const auto& entry : folder.foreign)
    if (entry.name == name)
      return fail("'" + path + "' is no record of a release: " + entry.reason + " (" + others + ")");
  return fail("there is no release '" + name + "' in '" + backups_path.string() + "' (" + others + ")");
}

Expected<StackState> recorded_set(const Release& release, FileSet set) {
  if (set == FileSet::before) return release.before;
  if (release.deployed) return *release.deployed;
  return fail("release '" + release.name + "' was never deployed (its state is " + to_text(release.state) +
              "), so there is nothing to bring back; to=before brings back what was there before it");
}

std::vector<std::string> compose_files_of(const ReleaseFolder& folder, const Release& release, FileSet set) {
  const Release* ran = &release;
  if (set == FileSet::before && release.live_before)
    if (const Release* live = find_release(folder.releases, *release.live_before);
        live != nullptr && live->project == release.project)
      ran = live;
  static const std::vector<RecordedFile> none;
  const auto& kept = set == FileSet::before ? release.before.files
                     : release.deployed     ? release.deployed->files
                                            : none;
  std::vector<std::string> names = ran->compose_files;
  std::erase_if(names, [&](const std::string& name) {
    return std::any_of(kept.begin(), kept.end(),
                       [&](const RecordedFile& file) { return file.path == name && file.absent; });
  });
  return names;
}

Expected<std::vector<StackFile>> recorded_files(Files& files, const Path& record,
                                                const std::vector<RecordedFile>& recorded) {
  std::vector<StackFile> all;
  for (const auto& one : recorded) {
    TRY_ASSIGN(auto file, recorded_file(files, record, one));
    all.push_back(std::move(file));
  }
  return all;
}

}  // namespace slipway
