#include "stack_check/wanted_port.hpp"

#include <charconv>
#include <nlohmann/json.hpp>

#include "util/json_access.hpp"

namespace slipway::stack_check {
namespace {

using json_access::member;
using json_access::text;

bool is_all(const std::string& address) {
  return address.empty() || address == "0.0.0.0" || address == "::";
}

bool overlap(const std::string& one, const std::string& other) {
  return is_all(one) || is_all(other) || one == other;
}

/// `published` is a text, in older Composes a number.
long port_of(const nlohmann::json& published) {
  if (published.is_number_integer()) return published.get<long>();
  if (!published.is_string()) return 0;
  const auto& written = published.get_ref<const std::string&>();
  long number = 0;
  const auto [end, error] = std::from_chars(written.data(), written.data() + written.size(), number);
  return error == std::errc() && end == written.data() + written.size() ? number : 0;
}

}  // namespace

std::string WantedPort::shown() const {
  return (address.empty() ? "" : address + ":") + std::to_string(port) + "/" + protocol;
}

bool WantedPort::collides_with(const PublishedPort& other) const {
  return other.port == port && other.protocol == protocol && overlap(address, other.address);
}

bool WantedPort::collides_with(const ListeningPort& other) const {
  return static_cast<long>(other.port) == port && (other.udp ? "udp" : "tcp") == protocol &&
         overlap(address, other.address);
}

std::vector<WantedPort> wanted_ports(const nlohmann::json& service) {
  std::vector<WantedPort> ports;
  for (const auto& port : member(service, "ports")) {
    const long number = port_of(member(port, "published"));
    const std::string protocol = text(port, "protocol");
    if (number > 0) ports.push_back({text(port, "host_ip"), number, protocol.empty() ? "tcp" : protocol});
  }
  return ports;
}

}  // namespace slipway::stack_check
