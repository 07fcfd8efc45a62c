// A file descriptor that closes itself, and the words for a failed system call.
#pragma once

#include <unistd.h>

#include <boost/filesystem/path.hpp>
#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

#include "util/error.hpp"

namespace slipway {

class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { reset(); }

  int get() const { return number_; }
  bool open() const { return number_ >= 0; }
  void reset() {
    if (number_ >= 0) ::close(std::exchange(number_, -1));
  }

 private:
  int number_;
};

/// What to do about an error of the file system, where there is one thing to do.
inline std::string remedy(int os_error) {
  switch (os_error) {
    case EACCES:
    case EPERM:
      return ::geteuid() == 0 ? "; see lsattr and mount for what forbids it, even to root"
                              : "; run this as a user who may, such as root";
    case ENOSPC:
    case EDQUOT:
      return "; free some space and run this again";
    case EROFS:
      return "; mount it writable";
    case ELOOP:
      return "; correct the links";
    case ENOENT:
      return "; check the path";
    case ENOTDIR:
      return "; a part of that path is a file: correct the path";
    case EBUSY:
      return "; it is mounted by itself: mount its folder in its place";
    case EFBIG:
      return "; raise the limit of the file size (ulimit -f)";
    case EMFILE:
    case ENFILE:
      return "; raise the limit of open files (ulimit -n)";
    case EIO:
      return "; the disk may be failing: see the kernel's log (dmesg)";
    default:
      return "";
  }
}

/// "cannot <doing> '<path>': <the system's reason>; <what to do>", with errno as it is now.
inline tl::unexpected<Error> fail_with_errno(const std::string& doing, const boost::filesystem::path& path) {
  const int cause = errno;
  return fail("cannot " + doing + " '" + path.string() + "': " + std::strerror(cause) + remedy(cause), cause);
}

/// Calls `call` again while a signal interrupts it (EINTR).
template <class Call>
auto uninterrupted(Call call) {
  auto result = call();
  while (result < 0 && errno == EINTR) result = call();
  return result;
}

}  // namespace slipway
