#include "system/file_operations.hpp"

#include <cerrno>

namespace slipway {

Expected<void> make_directories(Files& files, const Path& path, mode_t mode) {
  if (path.empty()) return {};  // the parent of a name without a folder: where the process stands
  if (path.filename_is_dot()) return make_directories(files, path.parent_path(), mode);  // "folder/"
  TRY_ASSIGN(const auto here, files.status(path));
  if (here && here->kind == FileKind::directory) return {};
  if (here && here->kind == FileKind::symlink) {
    TRY_ASSIGN(const Path resolved, files.resolve(path));
    return resolved == path ? Expected<void>{} : make_directories(files, resolved, mode);
  }
  if (here)
    return fail("cannot make the folder '" + path.string() +
                    "': a file stands there; move it away, or name another folder",
                ENOTDIR);
  if (path.has_parent_path() && path.parent_path() != path)
    TRY(make_directories(files, path.parent_path(), mode));
  auto made = files.make_directory(path, mode);
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
                    what + " is; name the right file",
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
