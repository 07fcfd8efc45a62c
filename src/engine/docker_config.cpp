#include "engine/docker_config.hpp"

#include <cerrno>

#include "util/base64.hpp"
#include "util/excerpt.hpp"
#include "util/json_access.hpp"

namespace slipway {
namespace {

using json_access::member;
using json_access::text;
using nlohmann::json;

constexpr std::chrono::seconds helper_patience{30};
constexpr const char* no_credentials = R"(credentials not found)";  // docker-credential-helpers, credentials
constexpr const char* token_user = "<token>";  // docker-credential-helpers: the secret is a token then

std::optional<Path> place_of_config(const Environment& environment) {
  const auto value = [&](const char* name) {
    const auto found = environment.find(name);
    return found == environment.end() ? std::string() : found->second;
  };
  if (const auto folder = value("DOCKER_CONFIG"); !folder.empty()) return Path(folder) / "config.json";
  if (const auto home = value("HOME"); !home.empty()) return Path(home) / ".docker" / "config.json";
  return std::nullopt;
}

/// "https://registry.example.com/v2/" → "registry.example.com" (docker/cli, ConvertToHostname).
std::string host_of(std::string key) {
  for (const std::string scheme : {"http://", "https://"})
    if (key.starts_with(scheme)) key.erase(0, scheme.size());
  return key.substr(0, key.find('/'));
}

bool knows_no_account(const CommandOutcome& outcome) {
  return (outcome.output + outcome.errors).find(no_credentials) != std::string::npos;
}

}  // namespace

Expected<DockerConfig> DockerConfig::read(const Environment& environment, Files& files) {
  DockerConfig config;
  config.environment_ = environment;
  const auto place = place_of_config(environment);
  if (!place) return config;
  config.place_ = place->string();
  const auto content = files.read(*place);
  if (!content && (content.error().os_error == ENOENT || content.error().os_error == ENOTDIR)) return config;
  if (!content) return fail_while("the accounts of Docker's client", content.error());
  config.config_ = json::parse(*content, nullptr, false);
  if (!config.config_.is_object())
    return fail("the accounts of Docker's client: " + config.place_ +
                " is no JSON object; mend it, or move it away");
  return config;
}

Expected<std::optional<RegistryAccount>> DockerConfig::account(const std::string& server,
                                                               Processes& processes) const {
  std::string helper = text(member(config_, "credHelpers"), server.c_str());
  if (helper.empty()) helper = text(config_, "credsStore");
  return helper.empty() ? from_file(server) : from_helper(helper, server, processes);
}

Expected<std::optional<RegistryAccount>> DockerConfig::from_helper(const std::string& helper,
                                                                   const std::string& server,
                                                                   Processes& processes) const {
  Command command;
  command.argv = {"docker-credential-" + helper, "get"};
  command.environment = environment_;
  command.input = server;
  command.timeout = helper_patience;
  const std::string what = "asking " + command.argv.front() + " for the account of " + server;
  const auto outcome = processes.run(command);
  if (!outcome) return fail_while(what, outcome.error());
  if (outcome->exit_code != 0 && knows_no_account(*outcome)) return std::nullopt;
  if (outcome->exit_code != 0)
    return fail(what + ": it failed with status " + std::to_string(outcome->exit_code) +
                "; run it by hand to see why");
  const json answer = json::parse(outcome->output, nullptr, false);
  const std::string secret = text(answer, "Secret");
  if (secret.empty()) return fail(what + ": its answer has no Secret; run it by hand to see what it prints");
  const std::string username = text(answer, "Username");
  if (username == token_user) return RegistryAccount{server, {}, {}, secret};
  return RegistryAccount{server, username, secret, {}};
}

Expected<std::optional<RegistryAccount>> DockerConfig::from_file(const std::string& server) const {
  const json& all = member(config_, "auths");
  const json* entry = &member(all, server.c_str());
  if (!entry->is_object() && all.is_object())
    for (const auto& [key, value] : all.items())
      if (host_of(key) == server) entry = &value;
  if (!entry->is_object()) return std::nullopt;
  RegistryAccount account{server, text(*entry, "username"), text(*entry, "password"),
                          text(*entry, "identitytoken")};
  if (const std::string coded = text(*entry, "auth"); !coded.empty()) {
    const auto pair = base64_decoded(coded);
    const auto colon = pair ? pair->find(':') : std::string::npos;
    if (colon == std::string::npos)
      return fail("the entry of " + server + " in " + place_ +
                  " is no account; log in again with docker login");
    account.username = pair->substr(0, colon);
    account.password = pair->substr(colon + 1);
    while (account.password.ends_with('\0')) account.password.pop_back();  // as Docker's client does
  }
  if (account.identity_token.empty() && account.username.empty()) return std::nullopt;
  return account;
}

}  // namespace slipway
