// Accounts at registries: those that a task gives, else those of the user's Docker client.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ansible/spec.hpp"
#include "engine/docker_config.hpp"
#include "system/system.hpp"

namespace slipway {

/// One entry of the option `registries`.
struct RegistryLogin {
  std::optional<std::string> url;
  std::string username;
  std::string password;
  std::optional<std::string> image{};  // in place of url: the registry is that of this reference
};

/// The option's line in a module's table.
template <class Args>
ansible::Option<Args> registries_option(std::vector<RegistryLogin> Args::*member) {
  using ansible::option;
  return option(
             "registries", member,
             {option("url", &RegistryLogin::url, "the registry, as registry.example.com:5000 or docker.io"),
              option("image", &RegistryLogin::image, "in place of url: the registry of this image"),
              option("username", &RegistryLogin::username, "the account's name").required(),
              option("password", &RegistryLogin::password, "its password or token").required().secret()},
             "accounts at registries; none: as the user's Docker client knows them")
      .each_needs_one_of({"url", "image"});
}

class RegistryAccounts {
 public:
  /// `environment` is that of the user's Docker client. Errors: a url that names no registry, an image that
  /// is none, an account with both, two accounts for one registry.
  static Expected<RegistryAccounts> of(const std::vector<RegistryLogin>& logins,
                                       const Environment& environment, System& system);

  /// The account for a registry ("docker.io", "127.0.0.1:5000"); nullopt: there is none. Each is looked up
  /// once. What goes wrong with Docker's own is a warning, since most images need none.
  std::optional<RegistryAccount> account_at(const std::string& domain);

  const std::vector<std::string>& warnings() const { return warnings_; }

  /// What must not be shown, of the accounts that were looked up.
  std::vector<std::string> secrets() const;

 private:
  explicit RegistryAccounts(System& system) : system_(&system) {}
  std::optional<RegistryAccount> of_client(const std::string& domain);

  System* system_;
  DockerConfig client_;
  std::map<std::string, std::optional<RegistryAccount>> known_;  // by domain
  std::vector<std::string> warnings_;
};

}  // namespace slipway
