#include "stack_changes_info/file_drift.hpp"

#include "release/files.hpp"
#include "system/file_mode.hpp"
#include "util/foreign.hpp"
#include "util/joined.hpp"

namespace slipway::stack_changes_info {
namespace {

std::string owner_text(uid_t uid, gid_t gid) {
  return std::to_string(uid) + ":" + std::to_string(gid);
}

/// Mode and owner, which files and folders on record have alike.
template <class Recorded>
std::vector<std::string> differing_attributes(const Recorded& then, const Recorded& now) {
  std::vector<std::string> parts;
  if (now.mode != then.mode)
    parts.push_back("its mode is " + file_mode_text(now.mode) + " and was " + file_mode_text(then.mode));
  if (now.uid != then.uid || now.gid != then.gid)
    parts.push_back("its owner is " + owner_text(now.uid, now.gid) + " and was " +
                    owner_text(then.uid, then.gid));
  return parts;
}

std::string link_text(const RecordedFile& then, const RecordedFile& now) {
  if (now.leads_to.empty()) return "it was a link to '" + then.leads_to + "' and is none now";
  return "it is a link to '" + now.leads_to + "', which it was not";
}

std::string differences(const RecordedFile& then, const RecordedFile& now, bool links_are_known) {
  std::vector<std::string> parts;
  if (now.sha256 != then.sha256) parts.emplace_back("its content has changed");
  for (auto& part : differing_attributes(then, now)) parts.push_back(std::move(part));
  if (links_are_known && now.leads_to != then.leads_to) parts.push_back(link_text(then, now));
  return joined(parts, "; ");
}

/// Empty when the file is as recorded.
std::string file_text(const RecordedFile& then, const Expected<std::vector<StackFile>>& read,
                      bool links_are_known) {
  const std::string name = "file " + then.path;
  if (!read) return name + " cannot be compared: " + foreign(read.error().message);
  const RecordedFile& now = read->front().recorded;
  if (then.absent && now.absent) return "";
  if (then.absent) return name + " is there, and the release does not have it";
  if (now.absent) return name + " is missing";
  const std::string what = differences(then, now, links_are_known);
  return what.empty() ? "" : name + " is not as it was deployed: " + what;
}

void add_folders(const StackState& recorded, const Path& project_src, const std::vector<StackFile>& there,
                 Files& files, Findings& findings) {
  const auto folders = read_stack_folders(files, project_src, there);
  if (!folders) return;  // then none of its files could be read, and each has said so
  for (const auto& now : *folders) {
    const Path path = stack_path(project_src, now.path).lexically_normal();
    const RecordedFolder* then = find_folder(recorded.folders, project_src, path);
    if (then == nullptr) continue;
    const auto parts = differing_attributes(*then, now);
    const std::string shown = now.path == "." ? project_src.string() : now.path;
    if (!parts.empty())
      findings.push_back(
          {"folder", shown, "folder " + shown + " is not as it was deployed: " + joined(parts, "; ")});
  }
}

}  // namespace

Findings file_drift(const StackState& recorded, const Path& project_src, Files& files) {
  Findings findings;
  std::vector<StackFile> there;
  for (const auto& then : recorded.files) {
    const auto read = read_stack_files(files, project_src, {then.path});
    const std::string said = file_text(then, read, !recorded.folders.empty());
    if (!said.empty()) findings.push_back({"file", then.path, said});
    if (read) there.push_back(read->front());
  }
  add_folders(recorded, project_src, there, files, findings);
  return findings;
}

}  // namespace slipway::stack_changes_info
