#include "system/capabilities.hpp"

#include <linux/capability.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>

namespace slipway {

bool has_capability(int capability) {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> sets{};
  if (::syscall(SYS_capget, &header, sets.data()) != 0) return false;
  const auto index = static_cast<std::size_t>(CAP_TO_INDEX(capability));
  return (sets.at(index).effective & CAP_TO_MASK(static_cast<unsigned>(capability))) != 0;
}

}  // namespace slipway
