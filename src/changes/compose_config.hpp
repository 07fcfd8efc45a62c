// A stack's state as Compose sees it.
#pragma once

#include "changes/service_changes.hpp"
#include "compose/command.hpp"
#include "compose/own_settings.hpp"
#include "system/system.hpp"

namespace slipway {

/// Questions to `docker compose`. With `env_file` that one counts in place of the project's own. Errors:
/// Compose cannot be run, or refuses the files.
class ComposeConfig {
 public:
  /// Which files are asked about, so that an error speaks of them rightly.
  enum class Files { as_they_are, as_they_would_be };

  /// `secrets` do not show in errors.
  ComposeConfig(System& system, Files files, std::vector<std::string> secrets)
      : system_(system), files_(files), secrets_(std::move(secrets)) {}

  /// The whole configuration as JSON.
  Expected<std::string> config(const ComposeProject& project, const std::optional<Path>& env_file) const;

  /// A configuration with its hashes. `first_containers`: of each service the id of its first container.
  Expected<ConfiguredStack> state(const ComposeProject& project, const std::optional<Path>& env_file,
                                  const std::string& config,
                                  const std::map<std::string, std::string>& first_containers) const;

  /// What the services say under `x-slipway`. Errors, too: as of parse_own_settings.
  Expected<std::map<std::string, OwnSettings>> own_settings(const ComposeProject& project,
                                                            const std::optional<Path>& env_file) const;

  /// `texts` with their variables filled in, as Compose does it for a value in a compose file.
  Expected<std::vector<std::string>> filled_in(const ComposeProject& project,
                                               const std::optional<Path>& env_file,
                                               const std::vector<std::string>& texts) const;

  /// The names of all services, those included that a profile keeps out.
  Expected<std::set<std::string>> all_services(const ComposeProject& project,
                                               const std::optional<Path>& env_file) const;

  Expected<ComposeVersion> version(const ComposeProject& project) const;

 private:
  Expected<std::string> output(const ComposeProject& project, const std::optional<Path>& env_file,
                               std::vector<std::string> arguments) const;
  System& system_;
  Files files_;
  std::vector<std::string> secrets_;
};

}  // namespace slipway
