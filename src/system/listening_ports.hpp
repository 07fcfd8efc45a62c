// The ports of this host on which somebody listens.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "system/files.hpp"

namespace slipway {

struct ListeningPort {
  std::string address;  // "127.0.0.1", "::1"; "0.0.0.0" and "::": all of them
  unsigned port = 0;
  bool udp = false;
};

/// One of the kernel's tables (/proc/net/tcp, tcp6, udp, udp6; proc(5)). Lines that are none are left out.
std::vector<ListeningPort> listening_ports_in(std::string_view table, bool udp);

/// Of all four; a table that is not there has none. Errors: one that cannot be read.
Expected<std::vector<ListeningPort>> listening_ports(Files& files);

}  // namespace slipway
