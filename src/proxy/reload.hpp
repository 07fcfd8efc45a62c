// A proxy that looks its backends up when it is told to, as nginx does: it resolves a name once, when it
// starts and at each reload, and goes on with those requests that it has.
#pragma once

#include "proxy/proxy.hpp"

namespace slipway {

class ReloadedProxy final : public Proxy {
 public:
  ReloadedProxy(ProxySettings settings, ProxyPlace place, System& system)
      : settings_(std::move(settings)), place_(std::move(place)), system_(system) {}

  /// Returns when `settle` is over: nothing tells when its new workers have begun.
  Expected<void> share(const BackendChange& change, long) override { return add(change); }
  Expected<void> add(const BackendChange&) override;
  Expected<void> drain(const BackendChange&) override { return {}; }  // it learns when they are gone
  Expected<void> forget(const BackendChange&) override { return reload(); }
  Expected<void> set_right(const std::string&, const std::vector<Container>&) override { return reload(); }

 private:
  Expected<void> reload();

  ProxySettings settings_;
  ProxyPlace place_;
  System& system_;
};

}  // namespace slipway
