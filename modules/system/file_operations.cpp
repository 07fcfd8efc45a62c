#include "system/file_operations.hpp"

#include <unistd.h>

#include <cerrno>

namespace slipway {

Expected<Path> keep_backup_copy(Files& files, const Path& target, std::string_view stamp) {
  TRY_ASSIGN(const Path resolved, files.resolve(target));
  TRY_ASSIGN(const std::string content, files.read(resolved));
  // The name that Ansible gives: module_utils/basic.py, backup_local().
  Path copy = resolved;
  copy += "." + std::to_string(::getpid()) + "." + std::string(stamp) + "~";
  TRY_ASSIGN(const auto old, files.status(resolved));
  FileAttributes attributes;
  if (old) attributes = {old->mode, old->uid, old->gid};
  if (const auto written = replace_file(files, copy, content, attributes); !written)
    return fail_while("cannot keep a backup of '" + target.string() + "'", written.error());
  return copy;
}

Expected<void> make_directories(Files& files, const Path& path, mode_t mode) {
  if (path.empty()) return {};  // the parent of a name without a folder: where the process stands
  if (path.filename_is_dot()) return make_directories(files, path.parent_path(), mode);  // "folder/"
  TRY_ASSIGN(const auto here, files.status(path));
  if (here && here->kind == FileKind::directory) return {};
  if (here && here->kind == FileKind::symlink) {
    TRY_ASSIGN(const Path resolved, files.resolve(path));
    return resolved == path ? Expected<void>{} : make_directories(files, resolved, mode);
  }
  if (here) return fail("cannot make the folder '" + path.string() + "': a file stands there", ENOTDIR);
  if (path.has_parent_path() && path.parent_path() != path)
    TRY(make_directories(files, path.parent_path(), mode));
  const auto made = files.make_directory(path, mode);
  // EEXIST: another process was faster, which is as good.
  if (!made && made.error().os_error != EEXIST) return made;
  return {};
}

Expected<void> remove_tree(Files& files, const Path& path) {
  TRY_ASSIGN(const auto here, files.status(path));
  if (!here) return {};
  if (here->kind == FileKind::directory) {
    TRY_ASSIGN(const auto names, files.list(path));
    for (const auto& name : names) TRY(remove_tree(files, path / name));
  }
  return files.remove(path);
}

Expected<std::string> read_at_most(Files& files, const Path& path, std::uint64_t bytes, const char* what) {
  TRY_ASSIGN(const Path resolved, files.resolve(path));
  TRY_ASSIGN(const auto found, files.status(resolved));
  if (found && found->kind == FileKind::regular && found->size > bytes)
    return fail("'" + path.string() + "' is larger than " + std::to_string(bytes >> 20U) + " MiB, which no " +
                    what + " is; Slipway does not read it",
                EFBIG);
  return files.read(path);
}

Expected<std::optional<std::string>> read_if_present(Files& files, const Path& path) {
  auto content = files.read(path);
  if (content) return std::optional<std::string>(std::move(*content));
  if (content.error().os_error == ENOENT) return std::optional<std::string>();
  return tl::unexpected<Error>(content.error());
}

}  // namespace slipway
