#include "system/tree_removal.hpp"

#include <dirent.h>
#include <fcntl.h>

#include "system/descriptor.hpp"

namespace slipway {
namespace {

struct Entry {
  std::string name;
  bool is_folder = false;  // as far as the folder knows
};

/// The entries of a folder, whose descriptor it takes over; nullopt sets errno.
std::optional<std::vector<Entry>> entries_of(int folder) {
  const int again = ::fcntl(folder, F_DUPFD_CLOEXEC, 0);
  DIR* const stream = again < 0 ? nullptr : ::fdopendir(again);
  if (stream == nullptr) {
    const int cause = errno;
    if (again >= 0) ::close(again);
    errno = cause;
    return std::nullopt;
  }
  std::vector<Entry> entries;
  const auto next = [&] {
    errno = 0;
    return ::readdir(stream);
  };
  while (const dirent* entry = next())
    if (const std::string name = entry->d_name; name != "." && name != "..")
      entries.push_back({name, entry->d_type == DT_DIR});
  const int cause = errno;
  ::closedir(stream);
  errno = cause;
  if (cause != 0) return std::nullopt;
  return entries;
}

/// One entry of the folder `in`; `path` is for messages alone.
Expected<void> remove_entry(int in, const Entry& entry, const Path& path);

Expected<void> remove_folder(int in, const std::string& name, const Path& path) {
  const int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
  Descriptor folder(uninterrupted([&] { return ::openat(in, name.c_str(), flags); }));
  if (!folder.open() && errno == ENOENT) return {};
  if (!folder.open()) return fail_with_errno("remove the folder", path);
  const auto entries = entries_of(folder.get());
  if (!entries) return fail_with_errno("list the folder", path);
  for (const auto& entry : *entries) TRY(remove_entry(folder.get(), entry, path / entry.name));
  folder.reset();
  if (uninterrupted([&] { return ::unlinkat(in, name.c_str(), AT_REMOVEDIR); }) != 0 && errno != ENOENT)
    return fail_with_errno("remove the folder", path);
  return {};
}

Expected<void> remove_entry(int in, const Entry& entry, const Path& path) {
  if (entry.is_folder) return remove_folder(in, entry.name, path);
  if (uninterrupted([&] { return ::unlinkat(in, entry.name.c_str(), 0); }) == 0 || errno == ENOENT) return {};
  // Not every file system tells folders apart when it lists one.
  return errno == EISDIR ? remove_folder(in, entry.name, path) : fail_with_errno("remove", path);
}

}  // namespace

Expected<void> remove_tree(const Path& path) {
  const Path parent = path.has_parent_path() ? path.parent_path() : Path(".");
  const Descriptor folder(
      uninterrupted([&] { return ::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); }));
  if (!folder.open() && (errno == ENOENT || errno == ENOTDIR)) return {};
  if (!folder.open()) return fail_with_errno("remove", path);
  return remove_entry(folder.get(), {path.filename().string()}, path);
}

}  // namespace slipway
