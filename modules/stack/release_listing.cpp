// Reading a folder of release records.
#include <algorithm>
#include <boost/regex.hpp>
#include <cerrno>
#include <tuple>

#include "stack/release_name.hpp"
#include "stack/release_sequence.hpp"
#include "stack/release_store.hpp"
#include "system/file_operations.hpp"

namespace slipway {
namespace {

constexpr std::uint64_t largest_manifest = 16U << 20U;  // bytes

void read_record(const std::string& name, const std::string& manifest, ReleaseFolder& into) {
  auto release = parse_manifest(manifest);
  if (!release)
    into.damaged.push_back(
        damaged_record(name, "its manifest.json is unusable: " + release.error().message, manifest));
  else if (!*release)
    into.foreign.push_back({name, "its manifest.json is not one of a release"});
  else if ((*release)->name != name)
    into.renamed.push_back({damaged_record(name, "", manifest), (*release)->name});
  else
    into.releases.push_back(std::move(**release));
}

/// The file of the numbers, or what a killed run left beside it.
bool is_mark(const std::string& name) {
  return name == sequence_file || name.starts_with(std::string(sequence_file) + ".slipway-");
}

/// A folder whose manifest has another name: a copy, as long as the record of that name is there.
void tell_copies_from_renamed(ReleaseFolder& folder) {
  for (auto& [record, name] : folder.renamed) {
    const auto has_name = [&, known = name](const auto& one) { return one.name == known; };
    if (std::any_of(folder.releases.begin(), folder.releases.end(), has_name) ||
        std::any_of(folder.damaged.begin(), folder.damaged.end(), has_name)) {
      folder.foreign.push_back({record.name, "a copy of the record '" + name + "'"});
      continue;
    }
    record.reason = "it is the record '" + name + "' under another name";
    folder.damaged.push_back(std::move(record));
  }
  folder.renamed.clear();
}

bool is_folder(Files& files, const Path& path) {
  const auto here = files.status(path);
  return here && *here && (*here)->kind == FileKind::directory;
}

/// A folder without a manifest. No playbook but ours keeps copies in these two.
void note_without_manifest(Files& files, const Path& folder, ReleaseFolder& into) {
  const std::string name = folder.filename().string();
  const bool was_record = is_release_name(name) && (is_folder(files, folder / to_text(FileSet::before)) ||
                                                    is_folder(files, folder / to_text(FileSet::deployed)));
  if (was_record)
    into.damaged.push_back({name, "its manifest.json is missing"});
  else if (is_timestamp_name(name))
    into.plain.push_back(name);
  else
    into.foreign.push_back({name, "it has no release manifest"});
}

/// A folder whose manifest could not even be looked at.
void note_closed(const std::string& name, const Error& cause, ReleaseFolder& into) {
  const bool closed = cause.os_error == EACCES || cause.os_error == EPERM;
  // What nobody may look into is most likely another user's; what cannot be read may be the live record.
  if (closed ? is_timestamp_name(name) : is_release_name(name))
    into.damaged.push_back({name, cause.message});
  else
    into.foreign.push_back({name, cause.message});
}

void note_no_file(const std::string& name, FileKind kind, ReleaseFolder& into) {
  const std::string reason = "its manifest.json is not a regular file";
  if (kind != FileKind::symlink && is_timestamp_name(name))
    into.damaged.push_back({name, reason});
  else
    into.foreign.push_back({name, reason});
}

Expected<void> read_folder(Files& files, const Path& folder, ReleaseFolder& into) {
  const std::string name = folder.filename().string();
  const Path manifest = folder / "manifest.json";
  const auto looked = files.status(manifest);
  if (!looked) {
    note_closed(name, looked.error(), into);
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
    note_no_file(name, found->kind, into);
  else if (const auto text = read_at_most(files, manifest, largest_manifest, "manifest"); text)
    read_record(name, *text, into);
  else if (text.error().os_error != ENOENT)  // else removed since
    into.damaged.push_back({name, text.error().message});
  return {};
}

Expected<void> read_entry(Files& files, const Path& path, ReleaseFolder& into) {
  const std::string name = path.filename().string();
  TRY_ASSIGN(const auto here, files.status(path));
  if (!here) return {};  // removed since the folder was listed
  if (here->kind == FileKind::directory) return read_folder(files, path, into);
  into.foreign.push_back({name, here->kind == FileKind::symlink ? "a link" : "not a folder"});
  return {};
}

}  // namespace

Expected<ReleaseFolder> read_releases(Files& files, const Path& backups_path) {
  ReleaseFolder folder;
  TRY_ASSIGN(const auto here, files.status(backups_path));
  if (!here) return folder;
  auto names = files.list(backups_path);
  if (!names) return fail_while("the release records", names.error());
  for (const auto& name : *names)
    if (is_hidden_record(name))
      folder.hidden.push_back(name);
    else if (name != lock_file && !is_mark(name))
      TRY(read_entry(files, backups_path / name, folder));
  tell_copies_from_renamed(folder);
  folder.highest_given = highest_given(files, backups_path);
  std::sort(folder.releases.begin(), folder.releases.end(), [](const Release& left, const Release& right) {
    return std::tie(left.sequence, left.name) < std::tie(right.sequence, right.name);
  });
  return folder;
}

bool is_hidden_record(const std::string& name) {
  static const boost::regex pattern(R"(\.(.+)\.slipway-(unfinished|removed))");
  boost::smatch parts;
  return boost::regex_match(name, parts, pattern) &&
         (is_release_name(parts[1].str()) || is_timestamp_name(parts[1].str()));
}

std::vector<Release> releases_of(const ReleaseFolder& folder, const std::string& project) {
  std::vector<Release> own;
  for (const auto& release : folder.releases)
    if (release.project == project) own.push_back(release);
  return own;
}

std::vector<std::string> plain_of(const ReleaseFolder& folder, const std::string& project) {
  const bool shared =
      std::any_of(folder.releases.begin(), folder.releases.end(),
                  [&](const Release& release) { return release.project != project; }) ||
      std::any_of(folder.damaged.begin(), folder.damaged.end(),
                  [&](const DamagedRecord& record) { return record.project && *record.project != project; });
  return shared ? std::vector<std::string>{} : folder.plain;
}

}  // namespace slipway
