// A proxy, as a service's containers are replaced behind it: it is told before anybody could notice.
#pragma once

#include <chrono>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "engine/containers.hpp"
#include "proxy/settings.hpp"
#include "system/system.hpp"

namespace slipway {

/// What is replaced by what.
struct BackendChange {
  std::string service;
  std::vector<Container> staying;    // they go on as they are
  std::vector<Container> old;        // they go
  std::vector<Container> made;       // they are well
  std::chrono::nanoseconds grace{};  // for requests to the old ones that are under way
};

/// Where a proxy lives.
struct ProxyPlace {
  std::string project;
  Environment environment;  // beside our own, that leads to the engine
};

/// Errors of its functions are one sentence, with the proxy's service.
class Proxy {
 public:
  virtual ~Proxy() = default;

  /// Before there is a new container: requests go to the old ones alone, whatever other addresses their name
  /// gets.
  virtual Expected<void> prepare(const BackendChange&) { return {}; }

  /// So many of a hundred requests go to the new containers, and the others to the old ones.
  virtual Expected<void> share(const BackendChange& change, long percent) = 0;

  /// From now on requests go to the new containers, too, as to any other.
  virtual Expected<void> add(const BackendChange& change) = 0;

  /// No new requests go to the old ones any more, and those under way have ended, or had the grace.
  virtual Expected<void> drain(const BackendChange& change) = 0;

  /// From now on new requests go to the new containers alone, and what is under way goes on. Only drain()
  /// waits until the old ones are free.
  virtual Expected<void> move_over(const BackendChange& change) {
    TRY(add(change));
    return drain(change);
  }

  /// The old ones are gone.
  virtual Expected<void> forget(const BackendChange& change) = 0;

  /// What a run that was cut off has left is put right: requests go to these containers, which are all that
  /// the service has.
  virtual Expected<void> set_right(const std::string& service, const std::vector<Container>& containers) = 0;

  /// Whether it sends requests to the service, as far as it can be asked.
  virtual Expected<bool> knows(const std::string&) { return true; }

  /// Whether share() sends a share of the requests, and not just as many as to any other.
  virtual bool can_share() const { return false; }

  /// Whether it goes by the engine's word alone: a container has to be healthy there before it counts as
  /// well.
  virtual bool goes_by_engine() const { return false; }
};

std::unique_ptr<Proxy> make_proxy(ProxySettings settings, ProxyPlace place, System& system);

/// The addresses of containers in all their networks.
std::set<std::string> addresses_of(const std::vector<Container>& containers);

/// Whether any of them has an address: one that has ended, or is started again and again, has none.
bool any_is_reachable(const std::vector<Container>& containers);

/// The one where a container of a proxy reaches another: in the first network, by name, that both are in;
/// nullopt: there is none.
std::optional<std::string> address_for(const Container& proxy, const Container& backend);

/// As it stands before a port: "172.18.0.2", "[fd00::2]".
std::string host_of(const std::string& address);

/// "172.18.0.2:9000", "[fd00::2]:9000".
std::string at_port(const std::string& address, const std::string& port);

/// The proxy's own containers that run.
Expected<std::vector<Container>> proxy_containers(const ProxySettings& settings, const ProxyPlace& place,
                                                  System& system);

}  // namespace slipway
