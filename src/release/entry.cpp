// One folder among the records: what it is.
#include <cerrno>

#include "release/entry.hpp"
#include "release/name.hpp"
#include "system/file_operations.hpp"

namespace slipway {
namespace {

constexpr std::uint64_t largest_manifest = 16U << 20U;  // bytes

bool is_folder(Files& files, const Path& path) {
  const auto here = files.status(path);
  return here && *here && (*here)->kind == FileKind::directory;
}

/// Whether a folder without a usable manifest was a record. No playbook but ours keeps copies in these two.
bool was_record(Files& files, const Path& folder) {
  return is_release_name(folder.filename().string()) &&
         (is_folder(files, folder / to_text(FileSet::before)) ||
          is_folder(files, folder / to_text(FileSet::deployed)));
}

void note_release(Release release, const FileStamp& manifest, ReleaseFolder& into) {
  into.manifests[release.name] = manifest;
  into.releases.push_back(std::move(release));
}

void read_record(Files& files, const Path& folder, const std::string& manifest, const FileStamp& stamp,
                 ReleaseFolder& into) {
  const std::string name = folder.filename().string();
  const std::string not_ours = "its manifest.json is not one of a release";
  auto release = parse_manifest(manifest);
  if (!release)
    into.damaged.push_back(
        damaged_record(name, "its manifest.json is unusable: " + release.error().message, manifest));
  else if (!*release && was_record(files, folder))
    into.damaged.push_back(damaged_record(name, not_ours, manifest));
  else if (!*release)
    into.foreign.push_back({name, not_ours});
  else if ((*release)->name != name)
    into.renamed.emplace_back(damaged_record(name, "", manifest), (*release)->name);
  else
    note_release(std::move(**release), stamp, into);
}

void note_without_manifest(Files& files, const Path& folder, ReleaseFolder& into) {
  const std::string name = folder.filename().string();
  if (was_record(files, folder))
    into.damaged.push_back({name, "its manifest.json is missing"});
  else if (is_timestamp_name(name))
    into.plain.push_back(name);
  else
    into.foreign.push_back({name, "it has no release manifest"});
}

/// A folder whose manifest could not even be looked at.
void note_closed(const std::string& name, bool of_others, const Error& cause, ReleaseFolder& into) {
  const bool closed = cause.os_error == EACCES || cause.os_error == EPERM;
  // What others keep closed is most likely theirs; what cannot be read may be the live record, or the lock.
  if (closed && of_others ? is_timestamp_name(name) : is_release_name(name))
    into.damaged.push_back({name, cause.message});
  else
    into.foreign.push_back({name, cause.message});
}

void note_no_file(Files& files, const Path& folder, FileKind kind, ReleaseFolder& into) {
  const std::string name = folder.filename().string();
  const std::string reason = "its manifest.json is not a regular file";
  if (was_record(files, folder) || (kind != FileKind::symlink && is_timestamp_name(name)))
    into.damaged.push_back({name, reason});
  else
    into.foreign.push_back({name, reason});
}

Expected<void> read_folder(Files& files, const Path& folder, bool of_others, const SeenReleases& seen,
                           ReleaseFolder& into) {
  const std::string name = folder.filename().string();
  const Path manifest = folder / manifest_file;
  const auto looked = files.status(manifest);
  if (!looked) {
    note_closed(name, of_others, looked.error(), into);
    return {};
  }
  const auto& found = *looked;
  if (!found) {
    TRY_ASSIGN(const auto still, files.status(folder));
    if (still) note_without_manifest(files, folder, into);  // else removed since it was looked at
    return {};
  }
  if (!is_release_name(name))
    into.foreign.push_back({name, "its name is not one of a release"});
  else if (found->kind != FileKind::regular)
    note_no_file(files, folder, found->kind, into);
  else if (const Release* known = seen.find(name, found->stamp); known != nullptr)
    note_release(*known, found->stamp, into);
  else if (const auto text = read_at_most(files, manifest, largest_manifest, "manifest"); text)
    read_record(files, folder, *text, found->stamp, into);
  else if (text.error().os_error != ENOENT)  // else removed since
    into.damaged.push_back({name, text.error().message});
  return {};
}

}  // namespace

SeenReleases::SeenReleases(const ReleaseFolder& folder) : folder_(folder) {
  for (const auto& release : folder.releases) releases_[release.name] = &release;
}

const Release* SeenReleases::find(const std::string& name, const FileStamp& manifest) const {
  const auto stamp = folder_.manifests.find(name);
  const auto release = releases_.find(name);
  const bool is_same = stamp != folder_.manifests.end() && stamp->second == manifest;
  return is_same && release != releases_.end() ? release->second : nullptr;
}

Expected<void> read_entry(Files& files, const Path& path, uid_t keeper, const SeenReleases& seen,
                          ReleaseFolder& into) {
  const std::string name = path.filename().string();
  TRY_ASSIGN(const auto here, files.status(path));
  if (!here) return {};  // removed since the folder was listed
  if (here->kind == FileKind::directory) return read_folder(files, path, here->uid != keeper, seen, into);
  into.foreign.push_back({name, here->kind == FileKind::symlink ? "a link" : "not a folder"});
  return {};
}

}  // namespace slipway
