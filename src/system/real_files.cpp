#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <climits>
#include <cstdio>
#include <cstdlib>

#include "system/changeable.hpp"
#include "system/descriptor.hpp"
#include "system/extended_attributes.hpp"
#include "system/real.hpp"
#include "system/tree_removal.hpp"
#include "util/wipe.hpp"

namespace slipway {
namespace {

FileKind kind_of(mode_t mode) {
  if (S_ISREG(mode)) return FileKind::regular;
  if (S_ISDIR(mode)) return FileKind::directory;
  return S_ISLNK(mode) ? FileKind::symlink : FileKind::other;
}

Expected<void> write_all(int file, std::string_view content, const Path& path) {
  while (!content.empty()) {
    const ssize_t written = uninterrupted([&] { return ::write(file, content.data(), content.size()); });
    if (written < 0) return fail_with_errno("write", path);
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

/// realpath(3), which asks for the working folder only when the path is relative; nullopt sets errno.
std::optional<Path> real_path(const Path& path) {
  std::unique_ptr<char, decltype(&std::free)> whole(nullptr, &std::free);
  do whole.reset(::realpath(path.c_str(), nullptr));
  while (whole == nullptr && errno == EINTR);
  if (whole == nullptr) return std::nullopt;
  return Path(whole.get());
}

class RealLock final : public FileLock {
 public:
  explicit RealLock(Descriptor file) : file_(std::move(file)) {}

 private:
  Descriptor file_;  // closing it releases the flock
};

class RealFiles final : public Files {
 public:
  Expected<std::optional<FileStatus>> status(const Path& path) override {
    struct stat found {};
    if (uninterrupted([&] { return ::lstat(path.c_str(), &found); }) != 0) {
      if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
      return fail_with_errno("look at", path);
    }
    return FileStatus{
        kind_of(found.st_mode),
        found.st_mode & 07777,
        found.st_uid,
        found.st_gid,
        static_cast<std::uint64_t>(found.st_size),
        {found.st_dev, found.st_ino, found.st_ctim.tv_sec * 1'000'000'000 + found.st_ctim.tv_nsec}};
  }

  Expected<Path> resolve(const Path& path) override {
    if (const auto whole = real_path(path)) return *whole;
    int cause = errno;
    TRY_ASSIGN(const auto here, status(path));
    // A broken link leads nowhere; only a plain absent name may be completed by its folder.
    if (!here && cause == ENOENT) {
      const auto folder = real_path(path.has_parent_path() ? path.parent_path() : Path("."));
      cause = errno;
      if (folder) {
        TRY_ASSIGN(const auto parent, status(*folder));
        if (parent && parent->kind == FileKind::directory) return *folder / path.filename();
        cause = ENOTDIR;
      }
    }
    errno = cause;
    return fail_with_errno("follow", path);
  }

  Expected<Path> read_link(const Path& path) override {
    std::array<char, PATH_MAX> target{};
    const ssize_t length =
        uninterrupted([&] { return ::readlink(path.c_str(), target.data(), target.size()); });
    if (length < 0) return fail_with_errno("follow", path);
    return Path(std::string(target.data(), static_cast<std::size_t>(length)));
  }

  Expected<std::string> read(const Path& path) override {
    const Descriptor file(
        uninterrupted([&] { return ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK); }));
    if (!file.open()) return fail_with_errno("read", path);
    struct stat found {};
    if (uninterrupted([&] { return ::fstat(file.get(), &found); }) != 0) return fail_with_errno("read", path);
    if (S_ISDIR(found.st_mode))
      return fail("cannot read '" + path.string() + "': it is a folder; name a file", EISDIR);
    if (!S_ISREG(found.st_mode))
      return fail("cannot read '" + path.string() + "': it is no regular file; name one", EINVAL);
    std::string content;
    content.reserve(static_cast<std::size_t>(found.st_size));
    std::array<char, 65536> chunk{};
    for (;;) {
      const ssize_t got = uninterrupted([&] { return ::read(file.get(), chunk.data(), chunk.size()); });
      if (got < 0) return fail_with_errno("read", path);
      if (got == 0) return content;
      content.append(chunk.data(), static_cast<std::size_t>(got));
      wipe(chunk.data(), static_cast<std::size_t>(got));  // it may be a secret
    }
  }

  Expected<std::vector<std::string>> list(const Path& path) override {
    DIR* folder = nullptr;
    do folder = ::opendir(path.c_str());
    while (folder == nullptr && errno == EINTR);
    if (folder == nullptr) return fail_with_errno("list the folder", path);
    std::vector<std::string> names;
    const auto next = [&] {
      errno = 0;
      return ::readdir(folder);
    };
    while (const dirent* entry = next()) {
      const std::string name = entry->d_name;
      if (name != "." && name != "..") names.push_back(name);
    }
    const int cause = errno;
    ::closedir(folder);
    errno = cause;
    if (cause != 0) return fail_with_errno("list the folder", path);
    std::sort(names.begin(), names.end());
    return names;
  }

  Expected<void> create(const Path& path, std::string_view content, mode_t mode) override {
    const int flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW;
    Descriptor file(uninterrupted([&] { return ::open(path.c_str(), flags, 0600); }));
    if (!file.open()) return fail_with_errno("create", path);
    auto outcome = fill(file.get(), content, mode, path);
    file.reset();
    if (!outcome) (void)remove(path);
    return outcome;
  }

  Expected<void> rename(const Path& from, const Path& to) override {
    if (uninterrupted([&] { return ::rename(from.c_str(), to.c_str()); }) != 0)
      return fail_with_errno("put a new file in place of", to);
    return {};
  }

  Expected<void> rename_to_free_name(const Path& from, const Path& to) override {
    const int outcome = uninterrupted(
        [&] { return ::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE); });
    if (outcome == 0) return {};
    if (errno != EINVAL && errno != ENOSYS) return fail_with_errno("put a new file in place of", to);
    // Not every file system (NFS), nor every kernel, has that: a second name for the file, and then one less.
    if (uninterrupted([&] { return ::link(from.c_str(), to.c_str()); }) != 0)
      return fail_with_errno("put a new file in place of", to);
    auto removed = remove(from);
    if (!removed) (void)remove(to);
    return removed;
  }

  Expected<void> remove(const Path& path) override {
    if (uninterrupted([&] { return ::remove(path.c_str()); }) != 0) return fail_with_errno("remove", path);
    return {};
  }

  Expected<void> remove_tree(const Path& path) override { return slipway::remove_tree(path); }

  Expected<void> check_changeable(const Path& path) override { return slipway::check_changeable(path); }

  Expected<void> make_directory(const Path& path, mode_t mode) override {
    // Without an umask it has its mode from the start: a run that is killed leaves no folder of another.
    const mode_t mask = ::umask(0);
    const int outcome = uninterrupted([&] { return ::mkdir(path.c_str(), mode); });
    const int cause = errno;
    ::umask(mask);
    errno = cause;
    if (outcome != 0) return fail_with_errno("make the folder", path);
    return {};
  }

  Expected<void> set_mode(const Path& path, mode_t mode) override {
    if (uninterrupted([&] { return ::chmod(path.c_str(), mode); }) != 0)
      return fail_with_errno("set the mode of", path);
    return {};
  }

  Expected<void> set_owner(const Path& path, uid_t uid, gid_t gid) override {
    if (uninterrupted([&] { return ::lchown(path.c_str(), uid, gid); }) != 0)
      return fail_with_errno("set the owner of", path);
    return {};
  }

  Expected<void> copy_extended_attributes(const Path& from, const Path& to) override {
    return slipway::copy_extended_attributes(from, to);
  }

  Expected<void> sync_directory(const Path& path) override {
    const Descriptor folder(
        uninterrupted([&] { return ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); }));
    // EINVAL: a file system that cannot sync folders has nothing to lose here.
    if (!folder.open() || (uninterrupted([&] { return ::fsync(folder.get()); }) != 0 && errno != EINVAL))
      return fail_with_errno("sync the folder", path);
    return {};
  }

  Expected<std::unique_ptr<FileLock>> lock(const Path& path) override {
    TRY_ASSIGN(Descriptor file, open_lock(path, O_CREAT));
    if (uninterrupted([&] { return ::flock(file.get(), LOCK_EX); }) != 0)
      return fail_with_errno("lock", path);
    return std::make_unique<RealLock>(std::move(file));
  }

  Expected<std::unique_ptr<FileLock>> hold_folder(const Path& path, FolderHold how) override {
    const int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW;
    Descriptor folder(uninterrupted([&] { return ::open(path.c_str(), flags); }));
    if (!folder.open()) return fail_with_errno("open", path);
    const int kind = how == FolderHold::alone ? LOCK_EX : LOCK_SH;
    if (uninterrupted([&] { return ::flock(folder.get(), kind | LOCK_NB); }) == 0)
      return std::make_unique<RealLock>(std::move(folder));
    if (errno == EWOULDBLOCK) return nullptr;
    return fail_with_errno("lock", path);
  }

  Expected<void> check_lockable(const Path& path) override {
    const auto opened = open_lock(path, 0);
    if (opened || opened.error().os_error == ENOENT) return {};
    return tl::unexpected<Error>(opened.error());
  }

 private:
  static Expected<Descriptor> open_lock(const Path& path, int create) {
    const int flags = O_RDWR | O_CLOEXEC | O_NOFOLLOW | create;
    Descriptor file(uninterrupted([&] { return ::open(path.c_str(), flags, 0600); }));
    if (!file.open() && errno == ELOOP)
      return fail("cannot open the lock file '" + path.string() + "': it is a link; remove it", ELOOP);
    if (!file.open()) return fail_with_errno("open the lock file", path);
    return file;
  }

  static Expected<void> fill(int file, std::string_view content, mode_t mode, const Path& path) {
    TRY(write_all(file, content, path));
    if (uninterrupted([&] { return ::fchmod(file, mode); }) != 0)
      return fail_with_errno("set the mode of", path);
    if (uninterrupted([&] { return ::fsync(file); }) != 0) return fail_with_errno("write", path);
    return {};
  }
};

}  // namespace

Files& real_files() {
  static RealFiles files;
  return files;
}

}  // namespace slipway
