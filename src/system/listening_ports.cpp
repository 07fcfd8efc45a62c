#include "system/listening_ports.hpp"

#include <arpa/inet.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <optional>
#include <sstream>

namespace slipway {
namespace {

constexpr unsigned tcp_listens = 0x0A;  // TCP_LISTEN of the kernel's tcp_states.h
constexpr unsigned udp_listens = 0x07;  // TCP_CLOSE: bound, and connected to nobody
constexpr std::size_t digits_of_word = 8;

std::optional<std::uint32_t> hexadecimal(std::string_view text) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, 16);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// The kernel prints each 32 bits of an address as a number of this machine.
std::optional<std::string> address_of(std::string_view text) {
  if (text.size() != digits_of_word && text.size() != 4 * digits_of_word) return std::nullopt;
  std::array<std::uint32_t, 4> words{};
  for (std::size_t i = 0; i * digits_of_word < text.size(); ++i) {
    const auto word = hexadecimal(text.substr(i * digits_of_word, digits_of_word));
    if (!word) return std::nullopt;
    words.at(i) = *word;
  }
  const bool is_short = text.size() == digits_of_word;
  std::array<char, INET6_ADDRSTRLEN> shown{};
  if (::inet_ntop(is_short ? AF_INET : AF_INET6, words.data(), shown.data(), shown.size()) == nullptr)
    return std::nullopt;
  const std::string address(shown.data());
  const std::string mapped = "::ffff:";  // an IPv4 address in an IPv6 socket
  return address.starts_with(mapped) ? address.substr(mapped.size()) : address;
}

std::optional<ListeningPort> port_in(const std::string& line, bool udp) {
  std::istringstream words(line);
  std::string number;
  std::string local;
  std::string remote;
  std::string state;
  words >> number >> local >> remote >> state;
  const auto colon = local.find(':');
  if (colon == std::string::npos) return std::nullopt;
  const auto address = address_of(std::string_view(local).substr(0, colon));
  const auto port = hexadecimal(std::string_view(local).substr(colon + 1));
  if (!address || !port || *port > 0xFFFF || hexadecimal(state) != (udp ? udp_listens : tcp_listens))
    return std::nullopt;
  return ListeningPort{*address, *port, udp};
}

}  // namespace

std::vector<ListeningPort> listening_ports_in(std::string_view table, bool udp) {
  std::vector<ListeningPort> ports;
  std::istringstream lines{std::string(table)};
  for (std::string line; std::getline(lines, line);)
    if (auto port = port_in(line, udp)) ports.push_back(std::move(*port));
  return ports;
}

Expected<std::vector<ListeningPort>> listening_ports(Files& files) {
  std::vector<ListeningPort> all;
  for (const char* name : {"tcp", "tcp6", "udp", "udp6"}) {
    const auto table = files.read(Path("/proc/net") / name);
    if (!table && table.error().os_error == ENOENT) continue;
    if (!table) return tl::unexpected(table.error());
    const auto ports = listening_ports_in(*table, name[0] == 'u');
    all.insert(all.end(), ports.begin(), ports.end());
  }
  return all;
}

}  // namespace slipway
