// A proxy that looks its backends up when it is told to, as nginx does: it resolves a name once, when it
// starts and at each reload, and goes on with those requests that it has. With `by_address` its command is
// given the containers' addresses, and the service's name again in the end, for addresses do not outlive a
// restart.
#pragma once

#include "proxy/proxy.hpp"

namespace slipway {

class ReloadedProxy final : public Proxy {
 public:
  ReloadedProxy(ProxySettings settings, ProxyPlace place, System& system)
      : settings_(std::move(settings)), place_(std::move(place)), system_(system) {}

  Expected<void> prepare(const BackendChange& change) override;

  /// Returns when `settle` is over: nothing tells when its new workers have begun.
  Expected<void> share(const BackendChange& change, long) override { return add(change); }
  Expected<void> add(const BackendChange& change) override;

  Expected<void> move_over(const BackendChange& change) override;

  /// By name it learns when they are gone.
  Expected<void> drain(const BackendChange& change) override;
  Expected<void> forget(const BackendChange& change) override { return reload(change.service, {}); }
  Expected<void> set_right(const std::string& service, const std::vector<Container>&) override {
    return reload(service, {});
  }

 private:
  /// `containers`: that requests are to go to, when it goes by addresses; whatever has the name when none can
  /// be reached.
  Expected<void> reload(const std::string& service, const std::vector<Container>& containers);
  Expected<void> reload_and_settle(const std::string& service, const std::vector<Container>& containers);

  ProxySettings settings_;
  ProxyPlace place_;
  System& system_;
};

}  // namespace slipway
