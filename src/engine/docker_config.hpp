// What a user's Docker client knows of registries: its config.json and its credential helpers
// (docker/cli, cli/config).
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "engine/registry_account.hpp"
#include "system/files.hpp"
#include "system/process.hpp"

namespace slipway {

class DockerConfig {
 public:
  DockerConfig() = default;  // that of a user who never logged in

  /// Reads config.json in DOCKER_CONFIG of `environment`, else in .docker below its HOME. A file that is not
  /// there is one without accounts. Errors: it cannot be read, or is no JSON.
  static Expected<DockerConfig> read(const Environment& environment, Files& files);

  /// The account for a server ("https://index.docker.io/v1/", "registry.example.com:5000"); nullopt when
  /// there is none. A credential helper of that server, or the store of all, is asked first, as Docker's
  /// client does: `docker-credential-NAME get`, the server on its standard input. Errors: the helper cannot
  /// be run, fails for another reason than that it knows no account, or prints no JSON; an entry that is no
  /// Base64 of user and password. What the helper printed is in no error.
  Expected<std::optional<RegistryAccount>> account(const std::string& server, Processes& processes) const;

 private:
  Expected<std::optional<RegistryAccount>> from_helper(const std::string& helper, const std::string& server,
                                                       Processes& processes) const;
  Expected<std::optional<RegistryAccount>> from_file(const std::string& server) const;

  nlohmann::json config_ = nlohmann::json::object();
  std::string place_;        // of the file
  Environment environment_;  // of the helpers
};

}  // namespace slipway
