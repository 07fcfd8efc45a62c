#include "proxy/proxy.hpp"

#include <algorithm>

#include "proxy/caddy.hpp"
#include "proxy/haproxy.hpp"
#include "proxy/labels.hpp"
#include "proxy/reload.hpp"

namespace slipway {
namespace {

constexpr std::chrono::seconds longest_engine_answer{30};  // of the engine

}  // namespace

std::unique_ptr<Proxy> make_proxy(ProxySettings settings, ProxyPlace place, System& system) {
  if (settings.kind == "haproxy")
    return std::make_unique<Haproxy>(std::move(settings), std::move(place), system);
  if (settings.kind == "caddy") return std::make_unique<Caddy>(std::move(settings), std::move(place), system);
  if (settings.kind == "labels") return std::make_unique<LabelledProxy>(std::move(settings), system);
  return std::make_unique<ReloadedProxy>(std::move(settings), std::move(place), system);
}

std::set<std::string> addresses_of(const std::vector<Container>& containers) {
  std::set<std::string> addresses;
  for (const auto& container : containers)
    for (const auto& [network, address] : container.addresses) addresses.insert(address);
  return addresses;
}

bool any_is_reachable(const std::vector<Container>& containers) {
  return std::any_of(containers.begin(), containers.end(),
                     [](const Container& container) { return !container.addresses.empty(); });
}

std::optional<std::string> address_for(const Container& proxy, const Container& backend) {
  for (const auto& [network, address] : backend.addresses)
    if (proxy.addresses.count(network) != 0) return address;
  return std::nullopt;
}

std::string host_of(const std::string& address) {
  return address.find(':') == std::string::npos ? address : "[" + address + "]";
}

std::string at_port(const std::string& address, const std::string& port) {
  return host_of(address) + ":" + port;
}

Expected<std::vector<Container>> proxy_containers(const ProxySettings& settings, const ProxyPlace& place,
                                                  System& system) {
  Environment environment = place.environment;
  environment.insert(system.environment.begin(), system.environment.end());
  TRY_ASSIGN(const auto engine,
             system.engines.at("", environment, system.clock.steady() + longest_engine_answer));
  TRY_ASSIGN(auto containers, service_containers(*engine, place.project, settings.service));
  std::erase_if(containers, [](const Container& container) { return container.status != "running"; });
  return containers;
}

}  // namespace slipway
