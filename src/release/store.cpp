#include "release/store.hpp"

#include <cerrno>
#include <set>

#include "release/steps.hpp"
#include "system/file_operations.hpp"

namespace slipway {
namespace {

constexpr mode_t folder_mode = 0700;
constexpr mode_t file_mode = 0600;

Path hidden(const Path& backups_path, const std::string& name, const char* purpose) {
  return backups_path / ("." + name + ".slipway-" + purpose);
}

/// Writes one content, its folders included.
Expected<void> write_content(Files& files, const Path& record, const RecordContent& content) {
  const Path path = record / content.path;
  TRY(refuse_links(files, record, content.path));
  TRY(make_directories(files, path.parent_path(), folder_mode));
  // What the record itself holds is read as it stands, so it is old or new at every moment.
  TRY_ASSIGN(const auto here, files.status(path));
  if (path.parent_path() == record && (!here || here->kind == FileKind::regular)) {
    sweep_temporaries(files, path);
    return replace_file(files, path, content.content, {file_mode, {}, {}});
  }
  // A copy that stands there is from a killed run: no manifest names it.
  TRY(files.remove_tree(path));
  return files.create(path, content.content, file_mode);
}

Expected<void> write_contents(Files& files, const Path& record, const std::vector<RecordContent>& contents) {
  std::set<std::string> folders{record.string()};
  for (const auto& content : contents) {
    TRY(write_content(files, record, content));
    for (Path folder = (record / content.path).parent_path(); folder != record; folder = folder.parent_path())
      folders.insert(folder.string());
  }
  for (const auto& folder : folders) TRY(files.sync_directory(folder));
  return {};
}

Expected<void> build(Files& files, const Path& record, const Release& release,
                     const std::vector<RecordContent>& contents) {
  TRY(files.make_directory(record, folder_mode));
  TRY(write_contents(files, record, contents));
  TRY(files.create(record / manifest_file, manifest_text(release), file_mode));
  return files.sync_directory(record);
}

/// Best effort, after a failure: the folders of copies that the manifest does not name yet.
void drop_copies(Files& files, const Path& record, const std::vector<RecordContent>& contents) {
  for (const auto& content : contents)
    if (const Path path = content.path; path.has_parent_path())
      (void)files.remove_tree(record / *path.begin());
}

}  // namespace

Expected<void> refuse_links(Files& files, const Path& record, const Path& path) {
  Path folder = record;
  for (const auto& part : path.parent_path()) {
    folder /= part;
    TRY_ASSIGN(const auto here, files.status(folder));
    if (here && here->kind == FileKind::symlink)
      return fail("'" + folder.string() + "' is a link, which no record has; remove it");
  }
  return {};
}

Expected<void> sweep_hidden_records(Files& files, const Path& backups_path) {
  TRY_ASSIGN(const auto names, files.list(backups_path));
  Expected<void> outcome;
  for (const auto& name : names)
    if (is_hidden_record(name))
      if (const auto removed = files.remove_tree(backups_path / name); !removed && outcome)
        outcome = fail_while("while clearing away what an earlier run left", removed.error());
  return outcome;
}

Expected<std::unique_ptr<FileLock>> lock_releases(Files& files, const Path& backups_path) {
  const auto attempt = [&]() -> Expected<std::unique_ptr<FileLock>> {
    const Path folder = backups_path.filename_is_dot() ? backups_path.parent_path() : backups_path;  // "b/"
    TRY(make_directories(files, folder.parent_path(), 0755));
    TRY(make_directories(files, folder, folder_mode));
    TRY_ASSIGN(auto lock, files.lock(backups_path / lock_file));
    // Best effort: a leftover that cannot be removed must not stop a deployment.
    (void)sweep_hidden_records(files, backups_path);
    return lock;
  };
  auto lock = attempt();
  if (!lock) return fail_while("no release can be recorded in '" + backups_path.string() + "'", lock.error());
  return lock;
}

Expected<void> create_release(Files& files, const Path& backups_path, const Release& release,
                              const std::vector<RecordContent>& contents) {
  const Path record = backups_path / release.name;
  TRY_ASSIGN(const auto here, files.status(record));
  if (here)
    return fail(
        "cannot make the record '" + record.string() + "': something of this name is there; move it away",
        EEXIST);
  const Path unfinished = hidden(backups_path, release.name, "unfinished");
  const auto attempt = [&]() -> Expected<void> {
    TRY(build(files, unfinished, release, contents));
    TRY(files.rename(unfinished, record));
    return files.sync_directory(backups_path);
  };
  if (const auto made = attempt(); !made) {
    // Best effort: what cannot be removed now is swept by the next run.
    (void)files.remove_tree(unfinished);
    return fail_while("the record '" + record.string() + "' was not made", made.error());
  }
  return {};
}

Expected<void> update_release(Files& files, const Path& backups_path, const Release& release,
                              const std::vector<RecordContent>& contents) {
  const Path record = backups_path / release.name;
  const auto prepare = [&]() -> Expected<StagedFile> {
    for (const char* name : {manifest_file, steps_file}) sweep_temporaries(files, record / name);
    TRY(write_contents(files, record, contents));
    return stage_file(files, record / manifest_file, manifest_text(release), {file_mode, {}, {}});
  };
  auto manifest = prepare();
  if (!manifest) drop_copies(files, record, contents);
  const auto written = manifest ? manifest->commit() : tl::unexpected<Error>(manifest.error());
  if (!written) return fail_while("the record '" + record.string() + "' was not changed", written.error());
  return {};
}

Expected<void> remove_releases(Files& files, const Path& backups_path,
                               const std::vector<std::string>& names) {
  Expected<void> outcome;
  const auto failed = [&](const std::string& name, const Expected<void>& done) {
    if (!done)
      outcome =
          fail_while("while removing the record '" + (backups_path / name).string() + "'", done.error());
    return !done;
  };
  std::vector<std::string> gone;
  for (const auto& name : names) {
    if (failed(name, files.rename(backups_path / name, hidden(backups_path, name, "removed")))) break;
    gone.push_back(name);
  }
  // One sync for all of them; until they are hidden on the disk too, nothing of what is in them may go.
  if (!gone.empty()) TRY(files.sync_directory(backups_path));
  for (const auto& name : gone)
    if (failed(name, files.remove_tree(hidden(backups_path, name, "removed")))) break;
  return outcome;
}

}  // namespace slipway
