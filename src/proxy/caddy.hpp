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

  Expected<void> move_over(const BackendChange& change) override;

  /// What is under way goes on, for `settle` seconds at least, and then has the grace of the container that
  /// is stopped.
  Expected<void> drain(const BackendChange& change) override;

  /// The name again, which has the new addresses alone by now.
  Expected<void> forget(const BackendChange& change) override;
  Expected<void> set_right(const std::string& service, const std::vector<Container>& containers) override;
  Expected<bool> knows(const std::string& service) override;
  bool can_share() const override { return true; }

 private:
  /// Where a list of upstreams in its configuration has entries of a service.
  struct Upstreams {
    std::string path;    // "/config/apps/http/servers/srv0/routes/0/handle/0/upstreams"
    nlohmann::json own;  // those entries: [{"dial": "app:9000"}]
    std::string port;
    bool had_name = true;  // false: a run that was cut off has left the addresses of containers there

    /// Entries for these, each with a mark by which a later run knows whose they are.
    nlohmann::json pinned_to(const std::vector<std::string>& dials, const std::string& service) const;
    nlohmann::json by_name(const std::string& service) const;
  };

  static Upstreams upstreams_in(const std::string& path, const nlohmann::json& list,
                                const std::string& service);
  Expected<nlohmann::json> ask(const std::string& method, const std::string& target,
                               const std::string& body) const;
  /// Errors: there are none, although the task names the service.
  Expected<std::vector<Upstreams>> upstreams_of(const std::string& service);
  /// `entries` in the place of the service's.
  Expected<void> put(const std::string& path, const std::string& service, const nlohmann::json& entries);
  /// `further`: beside those that stay.
  Expected<void> point_at(const BackendChange& change, const std::vector<Container>& further);
  Expected<void> name_again(const std::string& service, const std::vector<Upstreams>& lists);

  ProxySettings settings_;
  ProxyPlace place_;
  System& system_;
  std::map<std::string, std::vector<Upstreams>> changed_;  // by service, while they are no names
  std::set<std::string> moved_over_;                       // services that drain() finds moved
  std::map<std::string, nlohmann::json> lists_;            // as they are in its configuration, by path
};

}  // namespace slipway
