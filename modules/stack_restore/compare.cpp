// The stack as it stands against the record.
#include <algorithm>
#include <cerrno>
#include <map>
#include <optional>

#include "stack_restore/stack_restore.hpp"

namespace slipway::stack_restore {
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

/// Whether another file of the record is the same: it is what the link led to, and comes back by itself.
bool has_twin(const std::vector<StackFile>& recorded, const StackFile& then) {
  return std::any_of(recorded.begin(), recorded.end(), [&](const StackFile& other) {
    return other.recorded.path != then.recorded.path && same(other, then);
  });
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

Expected<Comparison> compare(const std::vector<StackFile>& recorded, const Path& project_src,
                             const std::vector<std::string>& compose_files, Files& files) {
  Comparison comparison;
  for (const auto& then : recorded) {
    // The manifest's paths are relative to a folder that may have moved since.
    const Path target = stack_path(project_src, then.recorded.path);
    const bool is_compose_file =
        std::find(compose_files.begin(), compose_files.end(), then.recorded.path) != compose_files.end();
    TRY_ASSIGN(const bool broken, leads_nowhere(files, target));
    if (broken && !then.recorded.absent) {
      if (!has_twin(recorded, then))
        return fail(
            "'" + target.string() +
            "' is a link that leads nowhere, and the record has no other file that it led to; make its "
            "target, or remove the link");
      comparison.links.push_back({target, {}, then, is_compose_file});
      continue;
    }
    StackFile now;
    if (!broken) {
      TRY_ASSIGN(now, read_now(files, target));
    }
    if (!same(now, then)) comparison.changes.push_back({target, std::move(now), then, is_compose_file});
  }
  if (!comparison.changes.empty()) TRY(refuse_same_target(files, project_src, recorded));
  return comparison;
}

Expected<void> check_links(const std::vector<Change>& links, Files& files) {
  for (const auto& link : links) {
    const auto now = read_now(files, link.target);
    if (!now || !same(*now, link.then))
      return fail(
          "'" + link.target.string() +
          "' is a link, and does not lead to the file that is on record; the others are restored: remove "
          "the link, and run this again");
  }
  return {};
}

}  // namespace slipway::stack_restore
