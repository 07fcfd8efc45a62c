// Reading a folder of release records.
#include <algorithm>
#include <boost/regex.hpp>
#include <tuple>

#include "release/entry.hpp"
#include "release/name.hpp"
#include "release/sequence.hpp"
#include "release/store.hpp"
#include "system/file_operations.hpp"

namespace slipway {
namespace {

/// The file of the numbers, or what a killed run left beside it.
bool is_mark(const std::string& name) {
  return name == sequence_file || is_temporary_beside(sequence_file, name);
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

}  // namespace

Expected<ReleaseFolder> read_releases(Files& files, const Path& backups_path, const ReleaseFolder& seen) {
  const SeenReleases known(seen);
  ReleaseFolder folder;
  TRY_ASSIGN(const auto here, files.status(backups_path));
  if (!here) return folder;
  auto names = files.list(backups_path);
  if (!names) return fail_while("the release records", names.error());
  for (const auto& name : *names)
    if (is_hidden_record(name))
      folder.hidden.push_back(name);
    else if (name != lock_file && !is_mark(name))
      TRY(read_entry(files, backups_path / name, here->uid, known, folder));
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
