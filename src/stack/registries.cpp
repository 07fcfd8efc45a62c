#include "stack/registries.hpp"

#include "compose/pullable_reference.hpp"

namespace slipway {
namespace {

Expected<std::string> registry_of(const RegistryLogin& login) {
  if (login.url && login.image)
    return fail("registries: an account has both url and image, '" + *login.url + "' and '" + *login.image +
                "'; give one of them");
  if (login.url) {
    auto domain = registry_of_url(*login.url);
    if (domain) return std::move(*domain);
    return fail(
        "registries: '" + *login.url +
        "' is no registry; write its host and port, such as 'registry.example.com:5000' or 'docker.io'");
  }
  if (login.image.value_or("").empty())
    return fail("registries: nobody says which registry the account of '" + login.username +
                "' is for; give its url");
  const auto pullable = parse_pullable(*login.image);
  if (!pullable) return fail("registries: '" + *login.image + "' is no image's name");
  return pullable->repository.domain;
}

}  // namespace

Expected<RegistryAccounts> RegistryAccounts::of(const std::vector<RegistryLogin>& logins,
                                                const Environment& environment, System& system) {
  RegistryAccounts accounts(system);
  for (const auto& login : logins) {
    TRY_ASSIGN(const std::string domain, registry_of(login));
    const RegistryAccount account{account_server(domain), login.username, login.password, {}};
    if (!accounts.known_.emplace(domain, account).second)
      return fail("registries: there are two accounts for " + domain + "; leave one of them");
  }
  auto client = DockerConfig::read(environment, system.files);
  if (client)
    accounts.client_ = std::move(*client);
  else
    accounts.warnings_.push_back(client.error().message + "; images are pulled without them");
  return accounts;
}

std::optional<RegistryAccount> RegistryAccounts::account_at(const std::string& domain) {
  const auto known = known_.find(domain);
  if (known != known_.end()) return known->second;
  return known_[domain] = of_client(domain);
}

std::optional<RegistryAccount> RegistryAccounts::of_client(const std::string& domain) {
  auto found = client_.account(account_server(domain), system_->processes);
  if (found) return std::move(*found);
  warnings_.push_back(found.error().message + "; its images are pulled without an account");
  return std::nullopt;
}

std::vector<std::string> RegistryAccounts::secrets() const {
  std::vector<std::string> secrets;
  for (const auto& [domain, account] : known_) {
    if (!account) continue;
    for (const auto& secret : {account->password, account->identity_token})
      if (!secret.empty()) secrets.push_back(secret);
    secrets.push_back(registry_auth(*account));
  }
  return secrets;
}

}  // namespace slipway
