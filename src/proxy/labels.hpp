// A proxy that watches the engine by itself and sends requests to what is healthy there, as Traefik's docker
// provider does. It cannot be told, so it is waited for.
#pragma once

#include "proxy/proxy.hpp"

namespace slipway {

class LabelledProxy final : public Proxy {
 public:
  LabelledProxy(ProxySettings settings, System& system) : settings_(std::move(settings)), system_(system) {}

  /// Until its page lists the new ones; without one, for `settle`.
  Expected<void> share(const BackendChange& change, long) override { return add(change); }
  Expected<void> add(const BackendChange& change) override;

  /// Until its page lists the old ones no longer, and `settle` behind that, or until the grace is over: it
  /// lets go of them when they are not healthy, which the command of `x-slipway.drain` brings about, or when
  /// they end.
  Expected<void> drain(const BackendChange& change) override;
  Expected<void> forget(const BackendChange&) override { return {}; }
  Expected<void> set_right(const std::string&, const std::vector<Container>&) override { return {}; }
  bool goes_by_engine() const override { return true; }

 private:
  void settle() const;

  /// How many of these containers its page lists by one of their addresses.
  Expected<long> listed(const std::vector<Container>& containers) const;

  ProxySettings settings_;
  System& system_;
};

}  // namespace slipway
