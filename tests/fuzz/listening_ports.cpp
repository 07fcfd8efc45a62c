// Any text as the kernel's table of ports.
#include "system/listening_ports.hpp"

#include <algorithm>

#include "fuzz/property.hpp"

using namespace slipway;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 1;
  for (const bool udp : {false, true}) {
    const auto ports = listening_ports_in(text, udp);
    fuzz::must_hold(ports.size() <= lines, "a line has one port at most");
    for (const auto& port : ports)
      fuzz::must_hold(port.port <= 0xFFFF && !port.address.empty(), "a port has a number and an address");
  }
  return 0;
}
