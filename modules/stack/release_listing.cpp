// Reading a folder of release records.
#include <algorithm>
#include <boost/regex.hpp>
#include <cerrno>
#include <tuple>

#include "stack/release_name.hpp"
#include "stack/release_store.hpp"
#include "system/file_operations.hpp"

namespace slipway {
namespace {

constexpr std::uint64_t largest_manifest = 16U << 20U;  // bytes

void read_record(const std::string& name, const std::string& manifest, ReleaseFolder& into) {
  auto release = parse_manifest(manifest);
  if (!release)
    into.damaged.push_back({name, "its manifest.json is unusable: " + release.error().message});
  else if (!*release)
    into.foreign.push_back({name, "its manifest.json is not one of a release"});
  else if ((*release)->name != name)
    into.foreign.push_back({name, "a copy of the record '" + (*release)->name + "'"});
  else
    into.releases.push_back(std::move(**release));
}

Expected<void> read_entry(Files& files, const Path& backups_path, const std::string& name,
                          ReleaseFolder& into) {
  TRY_ASSIGN(const auto here, files.status(backups_path / name));
  if (!here) return {};  // removed since the folder was listed
  if (here->kind != FileKind::directory) {
    into.foreign.push_back({name, here->kind == FileKind::symlink ? "a link" : "not a folder"});
    return {};
  }
  const Path manifest = backups_path / name / "manifest.json";
  const auto looked = files.status(manifest);
  if (!looked) {
    const bool closed = looked.error().os_error == EACCES || looked.error().os_error == EPERM;
    // What nobody may look into is most likely another user's; what cannot be read may be the live record.
    const bool may_be_record = closed ? is_timestamp_name(name) : is_release_name(name);
    (may_be_record ? into.damaged : into.foreign).push_back({name, looked.error().message});
    return {};
  }
  const auto& found = *looked;
  if (!found) {
    TRY_ASSIGN(const auto still, files.status(backups_path / name));
    if (!still) return {};  // removed since it was looked at
  }
  if (!found && is_timestamp_name(name))
    into.plain.push_back(name);
  else if (!found || !is_release_name(name))
    into.foreign.push_back({name, found ? "its name is not one of a release" : "it has no release manifest"});
  else if (found->kind != FileKind::regular)
    into.foreign.push_back({name, "its manifest.json is not a regular file"});
  else if (const auto text = read_at_most(files, manifest, largest_manifest, "manifest"); text)
    read_record(name, *text, into);
  else if (text.error().os_error != ENOENT)  // else removed since
    into.damaged.push_back({name, text.error().message});
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
    else if (name != ".lock")
      TRY(read_entry(files, backups_path, name, folder));
  std::sort(folder.releases.begin(), folder.releases.end(), [](const Release& left, const Release& right) {
    return std::tie(left.sequence, left.name) < std::tie(right.sequence, right.name);
  });
  return folder;
}

Expected<void> refuse_damaged(const ReleaseFolder& folder, const std::string& name) {
  for (const auto& entry : folder.damaged)
    if (entry.name == name)
      return fail("the record '" + name + "' cannot be read (" + entry.reason +
                  "); mend that, or move the record away");
  return {};
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
  const bool shared = std::any_of(folder.releases.begin(), folder.releases.end(),
                                  [&](const Release& release) { return release.project != project; });
  return shared ? std::vector<std::string>{} : folder.plain;
}

long next_sequence(const ReleaseFolder& folder) {
  return folder.releases.empty() ? 1 : folder.releases.back().sequence + 1;
}

}  // namespace slipway
