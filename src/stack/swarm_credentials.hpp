// Accounts at registries, as `docker stack deploy --with-registry-auth` takes them, without a login that is
// written down.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "stack/registries.hpp"

namespace slipway {

/// A configuration of docker's client for one call. Its folder holds no secret: for each registry a
/// credential helper that prints what this process holds in memory. It stands beside our own executable,
/// where programs may run whatever else is mounted `noexec`, and goes with this object.
class SwarmCredentials {
 public:
  /// Of the accounts at these registries; without any there is no folder. Errors: it cannot be made.
  static Expected<std::unique_ptr<SwarmCredentials>> hold(RegistryAccounts& accounts,
                                                          const std::set<std::string>& registries,
                                                          System& system);
  ~SwarmCredentials();
  SwarmCredentials(const SwarmCredentials&) = delete;
  SwarmCredentials& operator=(const SwarmCredentials&) = delete;

  /// With what leads docker's client to it.
  Environment environment(Environment of_client) const;

  bool has_accounts() const { return !held_.empty(); }

 private:
  explicit SwarmCredentials(System& system) : system_(system) {}
  Expected<void> make_folder();
  Expected<void> add(const RegistryAccount& account);
  Expected<void> write_config();

  System& system_;
  Path folder_;
  std::vector<std::unique_ptr<HeldText>> held_;
  std::vector<std::string> servers_;  // of each of these
};

}  // namespace slipway
