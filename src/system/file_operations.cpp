#include "system/file_operations.hpp"

#include <cerrno>

namespace slipway {
namespace {

constexpr mode_t set_id_bits = 06000;
constexpr int most_links = 40;  // as many as the kernel follows

Expected<Path> place_behind(Files& files, const Path& path, int links) {
  if (const auto resolved = files.resolve(path)) return *resolved;
  TRY_ASSIGN(const auto here, files.status(path));
  if (here && here->kind == FileKind::symlink && links < most_links) {
    TRY_ASSIGN(const Path target, files.read_link(path));
    return place_behind(files, target.is_absolute() ? target : path.parent_path() / target, links + 1);
  }
  if (here || !path.has_parent_path() || path.parent_path() == path) return files.resolve(path);
  TRY_ASSIGN(const Path folder, place_behind(files, path.parent_path(), links));
  return (folder / path.filename()).lexically_normal();
}

}  // namespace

Expected<std::vector<Path>> missing_folders(Files& files, const Path& path) {
  if (path.empty()) return std::vector<Path>{};  // of a name without a folder: where the process stands
  if (path.filename_is_dot()) return missing_folders(files, path.parent_path());  // "folder/"
  TRY_ASSIGN(const auto here, files.status(path));
  if (here && here->kind == FileKind::directory) return std::vector<Path>{};
  if (here && here->kind == FileKind::symlink) {
    TRY_ASSIGN(const Path resolved, files.resolve(path));
    return resolved == path ? std::vector<Path>{} : missing_folders(files, resolved);
  }
  if (here)
    return fail("cannot make the folder '" + path.string() +
                    "': a file stands there; move it away, or name another folder",
                ENOTDIR);
  std::vector<Path> missing;
  if (path.has_parent_path() && path.parent_path() != path) {
    TRY_ASSIGN(missing, missing_folders(files, path.parent_path()));
  }
  missing.push_back(path);
  return missing;
}

Expected<void> make_directories(Files& files, const Path& path, mode_t mode) {
  TRY_ASSIGN(const auto missing, missing_folders(files, path));
  for (const auto& folder : missing) {
    auto made = files.make_directory(folder, mode);
    // EEXIST: another process was faster, which is as good.
    if (!made && made.error().os_error != EEXIST) return made;
  }
  return {};
}

Expected<void> make_folder(Files& files, const Path& folder, const FileAttributes& wanted) {
  const mode_t mode = wanted.mode.value_or(0755);
  if (!wanted.uid && !wanted.gid) return files.make_directory(folder, mode);
  const Path temporary = temporary_beside(folder);
  TRY(files.make_directory(temporary, mode));
  const auto dress = [&]() -> Expected<void> {
    TRY_ASSIGN(const auto fresh, files.status(temporary));
    if (!fresh) return fail("'" + temporary.string() + "' was removed while it was made; run again");
    const uid_t uid = wanted.uid.value_or(fresh->uid);
    const gid_t gid = wanted.gid.value_or(fresh->gid);
    if (uid != fresh->uid || gid != fresh->gid) TRY(files.set_owner(temporary, uid, gid));
    if ((mode & set_id_bits) != 0) TRY(files.set_mode(temporary, mode));  // which mkdir(2) leaves out
    return files.rename(temporary, folder);
  };
  auto outcome = dress();
  if (!outcome) (void)files.remove(temporary);
  return outcome;
}

Expected<Path> final_place(Files& files, const Path& path) {
  return place_behind(files, path, 0);
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
