#include "system/write_checks.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>

namespace slipway {
namespace {

bool may_give_group(const Identity& self, const std::optional<FileStatus>& folder, gid_t gid) {
  // In a folder with this bit a new file has the folder's group.
  const bool inherits = folder && (folder->mode & S_ISGID) != 0 && folder->gid == gid;
  return inherits || gid == self.gid ||
         std::find(self.groups.begin(), self.groups.end(), gid) != self.groups.end();
}

/// `old`: what the new file takes its owner from where none is wanted.
Expected<void> check_owner(System& system, const Path& target, const Path& folder,
                           const std::optional<FileStatus>& old, const FileAttributes& wanted) {
  const Identity self = system.users.self();
  const uid_t uid = wanted.uid.value_or(old ? old->uid : self.uid);
  TRY_ASSIGN(const auto above, system.files.status(folder));
  const gid_t gid = wanted.gid.value_or(old ? old->gid : self.gid);
  const bool is_new = !wanted.gid && !old;
  if (self.may_give_files || (uid == self.uid && (is_new || may_give_group(self, above, gid)))) return {};
  return fail("'" + target.string() + "' cannot be written: it has to belong to " + std::to_string(uid) +
                  ":" + std::to_string(gid) + ", and this user may not give files away; run this as root",
              EPERM);
}

}  // namespace

Expected<void> check_can_write(System& system, const Path& target, const FileAttributes& attributes) {
  Files& files = system.files;
  TRY_ASSIGN(const auto missing, missing_folders(files, target.parent_path()));
  if (!missing.empty()) {
    TRY(files.check_changeable(missing.front()));
    return check_owner(system, target, missing.front().parent_path(), std::nullopt, attributes);
  }
  TRY_ASSIGN(const Path resolved, files.resolve(target));
  TRY_ASSIGN(const auto old, replaceable_file(files, resolved, target));
  TRY(files.check_changeable(resolved));
  return check_owner(system, target, resolved.parent_path(), old, attributes);
}

Expected<void> check_can_own(System& system, const Path& target, const FileAttributes& attributes) {
  return check_owner(system, target, target.parent_path(), std::nullopt, attributes);
}

Expected<void> check_can_remove_tree(Files& files, const Path& path) {
  TRY_ASSIGN(const auto here, files.status(path));
  if (!here) return {};
  TRY(files.check_changeable(path));
  if (here->kind != FileKind::directory) return {};
  TRY_ASSIGN(const auto names, files.list(path));
  for (const auto& name : names) TRY(check_can_remove_tree(files, path / name));
  return {};
}

}  // namespace slipway
