// Caddy, by its admin API: wherever its configuration sends requests to the service, the addresses of the
// containers stand in the place of the name until the old ones are gone (Caddy documentation, API, "PATCH
// /config/").
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "proxy/proxy.hpp"

namespace slipway {

class Caddy final : public Proxy {
 public:
  Caddy(ProxySettings settings, ProxyPlace place, System& system)
      : settings_(std::move(settings)), place_(std::move(place)), system_(system) {}

  Expected<void> prepare(const BackendChange& change) override;

  /// By how often each address is there: it chooses among them at random, unless its configuration says
  /// otherwise.
  Expected<void> share(const BackendChange& change, long percent) override;
  Expected<void> add(const BackendChange& change) override;

  /// What is under way goes on, and its own grace has the container that is stopped.
  Expected<void> drain(const BackendChange& change) override;

  /// The name again, which has the new addresses alone by now.
  Expected<void> forget(const BackendChange& change) override;
  Expected<void> set_right(const std::string& service, const std::vector<Container>& containers) override;

 private:
  /// A list of upstreams in its configuration.
  struct Upstreams {
    std::string path;       // "/config/apps/http/servers/srv0/routes/0/handle/0/upstreams"
    nlohmann::json before;  // what of the list is not the service's, and stays, before and behind it
    nlohmann::json own;     // the first of the service's: {"dial": "app:9000"}
    nlohmann::json after;
    std::string port;
    bool by_name = true;  // false: a run that was cut off has left the addresses of containers there

    /// The whole list, with these in the place of the service's own.
    nlohmann::json with(const std::vector<std::string>& dials) const;
  };

  static Upstreams upstreams_in(const std::string& path, const nlohmann::json& list,
                                const std::string& service, const std::set<std::string>& addresses);
  Expected<nlohmann::json> ask(const std::string& method, const std::string& target,
                               const std::string& body) const;
  /// Those with the service's name, or with one of these addresses. Errors: there are none, although the task
  /// names the service.
  Expected<std::vector<Upstreams>> upstreams_of(const std::string& service,
                                                const std::set<std::string>& addresses) const;
  /// `further`: beside those that stay.
  Expected<void> point_at(const BackendChange& change, const std::vector<Container>& further);
  Expected<void> name_again(const std::string& service, const std::vector<Upstreams>& lists) const;

  ProxySettings settings_;
  ProxyPlace place_;
  System& system_;
  std::map<std::string, std::vector<Upstreams>> changed_;  // by service, while they are no names
};

}  // namespace slipway
