#include <sys/mman.h>

#include "system/descriptor.hpp"
#include "system/real.hpp"

namespace slipway {
namespace {

class RealHeldText final : public HeldText {
 public:
  explicit RealHeldText(Descriptor memory)
      : memory_(std::move(memory)),
        path_("/proc/" + std::to_string(::getpid()) + "/fd/" + std::to_string(memory_.get())) {}
  const Path& path() const override { return path_; }

 private:
  Descriptor memory_;  // the kernel gives its pages back, zeroed, when it is closed
  Path path_;
};

tl::unexpected<Error> fail_to_hold() {
  const int cause = errno;
  return fail(std::string("cannot hold a text in memory for a child process to read under /proc: ") +
                  std::strerror(cause) + "; see what limits this user's memory, or forbids memfd_create",
              cause);
}

}  // namespace

Expected<std::unique_ptr<HeldText>> real_held_text(std::string_view text) {
  Descriptor memory(::memfd_create("slipway", MFD_CLOEXEC));
  if (!memory.open()) return fail_to_hold();
  while (!text.empty()) {
    const ssize_t put = uninterrupted([&] { return ::write(memory.get(), text.data(), text.size()); });
    if (put < 0) return fail_to_hold();
    text.remove_prefix(static_cast<std::size_t>(put));
  }
  return std::make_unique<RealHeldText>(std::move(memory));
}

}  // namespace slipway
