#include "stack/swarm_credentials.hpp"

#include <unistd.h>

#include <nlohmann/json.hpp>

namespace slipway {
namespace {

using nlohmann::json;

constexpr mode_t own_folder = 0700;
constexpr mode_t own_program = 0700;
constexpr mode_t own_file = 0600;

std::string helper_name(std::size_t number) {
  return "slipway-" + std::to_string(number);
}

/// As a credential helper says it (docker/docker-credential-helpers, credentials.Credentials).
std::string said_by_helper(const RegistryAccount& account) {
  const bool is_token = !account.identity_token.empty();
  return json{{"ServerURL", account.server},
              {"Username", is_token ? "<token>" : account.username},
              {"Secret", is_token ? account.identity_token : account.password}}
      .dump();
}

}  // namespace

Expected<std::unique_ptr<SwarmCredentials>> SwarmCredentials::hold(RegistryAccounts& accounts,
                                                                   const std::set<std::string>& registries,
                                                                   System& system) {
  std::unique_ptr<SwarmCredentials> credentials(new SwarmCredentials(system));
  for (const auto& registry : registries) {
    const auto account = accounts.account_at(registry);
    if (!account) continue;
    if (!credentials->has_accounts()) TRY(credentials->make_folder());
    TRY(credentials->add(*account));
  }
  if (credentials->has_accounts()) TRY(credentials->write_config());
  return credentials;
}

SwarmCredentials::~SwarmCredentials() {
  if (!folder_.empty()) (void)system_.files.remove_tree(folder_);
}

/// Whatever a killed process of the same number left there goes first.
Expected<void> SwarmCredentials::make_folder() {
  TRY_ASSIGN(const Path own, system_.files.read_link("/proc/self/exe"));
  folder_ = own.parent_path() / (".docker-client." + std::to_string(getpid()));
  TRY_ASSIGN(const auto there, system_.files.status(folder_));
  if (there) TRY(system_.files.remove_tree(folder_));
  const auto made = system_.files.make_directory(folder_, own_folder);
  if (made) return {};
  return fail_while("making a folder for docker's client, for as long as it deploys", made.error());
}

Expected<void> SwarmCredentials::add(const RegistryAccount& account) {
  TRY_ASSIGN(auto held, system_.processes.hold(said_by_helper(account)));
  const Path program = folder_ / ("docker-credential-" + helper_name(held_.size()));
  TRY(system_.files.create(program, "#!/bin/sh\nexec cat " + held->path().string() + "\n", own_program));
  held_.push_back(std::move(held));
  servers_.push_back(account.server);
  return {};
}

Expected<void> SwarmCredentials::write_config() {
  json config{{"credHelpers", json::object()}};
  for (std::size_t i = 0; i < servers_.size(); ++i) config["credHelpers"][servers_[i]] = helper_name(i);
  return system_.files.create(folder_ / "config.json", config.dump(), own_file);
}

Environment SwarmCredentials::environment(Environment of_client) const {
  if (!has_accounts()) return of_client;
  of_client["DOCKER_CONFIG"] = folder_.string();
  of_client.erase("DOCKER_CONTEXT");  // contexts stand in the folder that is not read now
  const auto path = of_client.find("PATH");
  of_client["PATH"] = folder_.string() + (path == of_client.end() ? "" : ":" + path->second);
  return of_client;
}

}  // namespace slipway
