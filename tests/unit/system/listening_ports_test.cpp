#include "system/listening_ports.hpp"

#include <catch2/catch_test_macros.hpp>

#include "unit/support/memory_files.hpp"

using namespace slipway;

TEST_CASE("the kernel's tables of ports", "[system]") {
  const auto ports = listening_ports_in(
      "  sl  local_address rem_address   st tx_queue\n"
      "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000\n"
      "   1: 00000000:0050 00000000:0000 0A 00000000:00000000\n"
      "   2: 0100007F:C350 0100007F:1F90 01 00000000:00000000\n",
      false);
  REQUIRE(ports.size() == 2);
  CHECK(ports[0].address == "127.0.0.1");
  CHECK(ports[0].port == 8080);
  CHECK(ports[1].address == "0.0.0.0");
  const auto six = listening_ports_in(
      "   0: 00000000000000000000000001000000:0016 00000000000000000000000000000000:0000 0A 0\n"
      "   1: 0000000000000000FFFF00000100007F:0017 00000000000000000000000000000000:0000 0A 0\n",
      false);
  REQUIRE(six.size() == 2);
  CHECK(six[0].address == "::1");
  CHECK(six[1].address == "127.0.0.1");
}

TEST_CASE("a table that is not there has no ports; one that cannot be read is an error", "[system]") {
  test::MemoryFiles files;
  CHECK(listening_ports(files)->empty());
  files.put("/proc/net/udp", "   0: 00000000:0035 00000000:0000 07 0\n");
  REQUIRE(listening_ports(files)->size() == 1);
  CHECK(listening_ports(files)->front().udp);
  files.fault = [](const std::string&, const Path& path) { return path.filename() == "udp6" ? EACCES : 0; };
  CHECK_FALSE(listening_ports(files));
}
