// The file system behind a small interface, one system call's worth of work per function, so that unit tests
// can put an in-memory or a fault-injecting one in its place.
#pragma once

#include <sys/types.h>

#include <boost/filesystem/path.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "util/error.hpp"

namespace slipway {

using Path = boost::filesystem::path;

enum class FileKind { regular, directory, symlink, other };

/// Which file it is, and which state of it: equal stamps at two moments mean that nobody has written to it or
/// put another one in its place.
struct FileStamp {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::int64_t changed = 0;  // ctime, in nanoseconds

  bool operator==(const FileStamp&) const = default;
};

struct FileStatus {
  FileKind kind = FileKind::regular;
  mode_t mode = 0;  // permission bits only (07777)
  uid_t uid = 0;
  gid_t gid = 0;
  std::uint64_t size = 0;
  FileStamp stamp{};
};

enum class FolderHold { shared, alone };

/// Held while it lives; releases its flock when it is destroyed.
class FileLock {
 public:
  virtual ~FileLock() = default;
};

/// Every error names the path, the operation and the system's reason, and carries errno in Error::os_error.
class Files {
 public:
  virtual ~Files() = default;

  /// lstat(2): what stands at `path` itself; nullopt when nothing does.
  virtual Expected<std::optional<FileStatus>> status(const Path& path) = 0;

  /// The absolute path with every symbolic link followed; the last component need not exist.
  virtual Expected<Path> resolve(const Path& path) = 0;

  /// readlink(2): what the link at `path` says, be there something or not.
  virtual Expected<Path> read_link(const Path& path) = 0;

  /// The whole content. Refuses what is not a regular file, links to one followed.
  virtual Expected<std::string> read(const Path& path) = 0;

  /// The names in a folder, sorted bytewise, without "." and "..".
  virtual Expected<std::vector<std::string>> list(const Path& path) = 0;

  /// Makes a new file of exactly this mode, writes and fsyncs it. Fails with EEXIST when something is there;
  /// leaves nothing behind on an error.
  virtual Expected<void> create(const Path& path, std::string_view content, mode_t mode) = 0;

  /// rename(2): replaces a file at `to` in one step.
  virtual Expected<void> rename(const Path& from, const Path& to) = 0;

  /// The same where nothing stands yet: fails with EEXIST when something does, and leaves both as they are.
  virtual Expected<void> rename_to_free_name(const Path& from, const Path& to) = 0;

  /// Removes a file, a link (never what it points to), or an empty folder.
  virtual Expected<void> remove(const Path& path) = 0;

  /// rm -r; nothing there is no error. Never follows a link, not even one that somebody puts in the place of
  /// a folder meanwhile.
  virtual Expected<void> remove_tree(const Path& path) = 0;

  /// What would keep this process from making, replacing or removing `path`, as far as it shows without a
  /// write: its folder is closed to it, on a read-only file system, immutable, or another user's sticky one;
  /// what stands there is immutable or mounted by itself. The folder has to be there.
  virtual Expected<void> check_changeable(const Path& path) = 0;

  /// mkdir(2) with exactly this mode, whatever the umask. Fails with EEXIST when something is there.
  virtual Expected<void> make_directory(const Path& path, mode_t mode) = 0;

  virtual Expected<void> set_mode(const Path& path, mode_t mode) = 0;
  virtual Expected<void> set_owner(const Path& path, uid_t uid, gid_t gid) = 0;

  /// Copies extended attributes, ACLs among them. A file system without them is no error.
  virtual Expected<void> copy_extended_attributes(const Path& from, const Path& to) = 0;

  /// fsync(2) of a folder: what was created, renamed or removed in it survives a power cut.
  virtual Expected<void> sync_directory(const Path& path) = 0;

  /// Takes an exclusive flock(2) on `path`, made with mode 0600 when missing; waits for whoever holds it.
  virtual Expected<std::unique_ptr<FileLock>> lock(const Path& path) = 0;

  /// Takes a flock(2) on a folder itself, and leaves no file: shared with others who share it, or alone.
  /// nullptr, at once, while others hold it in a way that does not go with this one.
  virtual Expected<std::unique_ptr<FileLock>> hold_folder(const Path& path, FolderHold how) = 0;

  /// What would keep `lock` from opening the file that stands there; nothing there is no error.
  virtual Expected<void> check_lockable(const Path& path) = 0;
};

}  // namespace slipway
