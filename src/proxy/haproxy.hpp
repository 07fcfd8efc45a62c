// HAProxy, by its runtime API: the servers of the backend that is named as the service are pointed at the
// containers (HAProxy management guide, "set server", "show servers state", "show stat").
#pragma once

#include <set>
#include <string>
#include <vector>

#include "proxy/proxy.hpp"

namespace slipway {

class Haproxy final : public Proxy {
 public:
  Haproxy(ProxySettings settings, ProxyPlace place, System& system)
      : settings_(std::move(settings)), place_(std::move(place)), system_(system) {}

  /// All that are there are served: a run that was cut off may have drained one, or have told of none.
  Expected<void> prepare(const BackendChange& change) override;

  /// By the weights of the servers.
  Expected<void> share(const BackendChange& change, long percent) override;

  /// Each new container gets a server that is in maintenance, or that points where another one does, too.
  Expected<void> add(const BackendChange& change) override;

  Expected<void> move_over(const BackendChange& change) override;

  /// The servers of the old ones are drained.
  Expected<void> drain(const BackendChange& change) override;

  /// The servers of the old ones go to maintenance.
  Expected<void> forget(const BackendChange& change) override;

  /// A server for each that has none, and those that point nowhere go to maintenance.
  Expected<void> set_right(const std::string& service, const std::vector<Container>& containers) override;
  Expected<bool> knows(const std::string& service) override;
  bool can_share() const override { return true; }

 private:
  struct Server {
    std::string name;
    std::string address;
    std::string port;
    bool in_maintenance = false;
  };

  Expected<std::string> say(const std::string& command) const;

  /// One of those that answer with nothing when they are well.
  Expected<void> order(const std::string& command) const;
  /// Errors: the backend is not there, although the task names the service; one that it does not name has no
  /// servers.
  Expected<std::vector<Server>> servers_of(const std::string& backend) const;
  Expected<std::vector<Server>> servers_at(const BackendChange& change) const;

  /// No new sessions to the old ones. Returns their servers.
  Expected<std::set<std::string>> begin_to_drain(const BackendChange& change) const;
  Expected<void> point_at(const Container& container, const Container& proxy, const std::string& backend,
                          std::vector<Server>& servers) const;

  /// A server for each of these, with the weight of the configuration.
  Expected<void> serve(const std::string& service, const std::vector<Container>& containers) const;

  /// The same for those of these that none points at.
  Expected<void> serve_unserved(const std::string& service, std::vector<Container> containers) const;

  /// `weight`: as HAProxy takes it, "26", or "100%" for what its configuration says.
  Expected<void> weigh(const std::string& backend, const std::vector<Server>& servers,
                       const std::set<std::string>& addresses, const std::string& weight) const;
  Expected<long> sessions_of(const std::string& backend, const std::set<std::string>& servers) const;

  ProxySettings settings_;
  ProxyPlace place_;
  System& system_;
  bool has_shared_ = false;  // so that weights are other than the configuration's
};

}  // namespace slipway
