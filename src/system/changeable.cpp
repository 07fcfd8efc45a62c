#include "system/changeable.hpp"

#include <fcntl.h>
#include <linux/capability.h>
#include <sys/stat.h>

#include <cstdint>

#include "system/capabilities.hpp"
#include "system/descriptor.hpp"

namespace slipway {
namespace {

/// What statx(2) says of a file or link itself; nullopt sets errno. A field that the file system or an old
/// kernel does not know is empty.
std::optional<struct statx> look_at(const Path& path) {
  struct statx found {};
  const auto look = [&] {
    return ::statx(AT_FDCWD, path.c_str(), AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS, &found);
  };
  if (uninterrupted(look) != 0) return std::nullopt;
  return found;
}

bool has(const struct statx& file, std::uint64_t attribute) {
  return (file.stx_attributes & attribute) != 0;
}

/// In a sticky folder, such as /tmp, only the owners of the entry and of the folder may replace or remove it.
bool is_sticky_of_others(const struct statx& folder, const struct statx& entry) {
  return (folder.stx_mode & S_ISVTX) != 0 && entry.stx_uid != ::geteuid() && folder.stx_uid != ::geteuid() &&
         !has_capability(CAP_FOWNER);
}

}  // namespace

Expected<void> check_changeable(const Path& path) {
  const Path folder_path = path.has_parent_path() ? path.parent_path() : Path(".");
  if (uninterrupted([&] { return ::access(folder_path.c_str(), W_OK | X_OK); }) != 0)
    return fail_with_errno("write to the folder", folder_path);
  const auto entry = look_at(path);
  if (!entry && (errno == ENOENT || errno == ENOSYS)) return {};
  if (!entry) return fail_with_errno("look at", path);
  const auto folder = look_at(folder_path / ".");
  if (!folder) return fail_with_errno("look at", folder_path);
  errno = 0;
  if (has(*entry, STATX_ATTR_MOUNT_ROOT)) errno = EBUSY;
  if (has(*entry, STATX_ATTR_IMMUTABLE | STATX_ATTR_APPEND) || has(*folder, STATX_ATTR_APPEND) ||
      is_sticky_of_others(*folder, *entry))
    errno = EPERM;
  return errno == 0 ? Expected<void>{} : fail_with_errno("replace or remove", path);
}

}  // namespace slipway
