#include "stack/file_changes.hpp"

#include <algorithm>
#include <cerrno>
#include <map>
#include <optional>

#include "system/file_operations.hpp"

namespace slipway {
namespace {

bool same(const StackFile& now, const StackFile& then) {
  if (now.recorded.absent || then.recorded.absent) return now.recorded.absent == then.recorded.absent;
  return now.content == then.content && now.recorded.mode == then.recorded.mode &&
         now.recorded.uid == then.recorded.uid && now.recorded.gid == then.recorded.gid;
}

Expected<StackFile> read_now(Files& files, const Path& target) {
  TRY_ASSIGN(auto now, read_stack_files(files, "/", {target}));
  return now.front();
}

Expected<bool> leads_nowhere(Files& files, const Path& target) {
  TRY_ASSIGN(const auto here, files.status(target));
  if (!here || here->kind != FileKind::symlink) return false;
  const auto behind = files.resolve(target);
  return !behind && behind.error().os_error == ENOENT;
}

/// Whether what the link at `target` leads to is on record as another file, with the same content, and so
/// comes back by itself.
Expected<bool> comes_back_behind(const Path& target, const StackFile& then, const Path& project_src,
                                 const std::vector<StackFile>& recorded, Files& files) {
  TRY_ASSIGN(const Path end, final_place(files, target));
  for (const auto& other : recorded) {
    const Path place = stack_path(project_src, other.recorded.path);
    if (other.recorded.path == then.recorded.path || !same(other, then)) continue;
    TRY_ASSIGN(const bool broken, leads_nowhere(files, place));
    if (broken) continue;
    TRY_ASSIGN(const Path its_end, final_place(files, place));
    if (its_end == end) return true;
  }
  return false;
}

/// Where a file of the record is written or removed: behind a link that stands there, unless the link goes.
std::optional<std::string> place_of(Files& files, const Path& target, bool recorded_absent) {
  if (!recorded_absent)
    if (const auto behind = files.resolve(target)) return behind->string();
  const auto folder = files.resolve(target.parent_path());
  if (!folder) return std::nullopt;
  return (*folder / target.filename()).string();
}

/// Two files of the record that are one now would overwrite each other, or one be removed as the other: even
/// one that is as recorded must not be another's place.
Expected<void> refuse_same_target(Files& files, const Path& project_src,
                                  const std::vector<StackFile>& recorded) {
  std::map<std::string, const StackFile*> places;
  for (const auto& then : recorded) {
    const Path target = stack_path(project_src, then.recorded.path);
    const auto place = place_of(files, target, then.recorded.absent);
    if (!place) continue;
    const StackFile& other = *places.emplace(*place, &then).first->second;
    if (!same(other, then))
      return fail("'" + stack_path(project_src, other.recorded.path).string() + "' and '" + target.string() +
                  "' lead to the same file, and the record has two; remove the link between them");
  }
  return {};
}

}  // namespace

Expected<std::vector<FileChange>> file_changes(const std::vector<StackFile>& recorded,
                                               const Path& project_src,
                                               const std::vector<std::string>& compose_files, Files& files) {
  std::vector<FileChange> changes;
  for (const auto& then : recorded) {
    // The manifest's paths are relative to a folder that may have moved since.
    const Path target = stack_path(project_src, then.recorded.path);
    const bool is_compose_file =
        std::find(compose_files.begin(), compose_files.end(), then.recorded.path) != compose_files.end();
    TRY_ASSIGN(const bool broken, leads_nowhere(files, target));
    if (broken && !then.recorded.absent) {
      TRY_ASSIGN(const bool comes_back, comes_back_behind(target, then, project_src, recorded, files));
      if (!comes_back)
        return fail(
            "'" + target.string() +
            "' is a link that leads nowhere, and the record has no file of its content where it leads; make "
            "its target, or remove the link");
      continue;
    }
    StackFile now;
    if (!broken) {
      TRY_ASSIGN(now, read_now(files, target));
    }
    if (!same(now, then)) changes.push_back({target, std::move(now), then, is_compose_file});
  }
  if (!changes.empty()) TRY(refuse_same_target(files, project_src, recorded));
  return changes;
}

}  // namespace slipway
