// Docker's client, and Compose 2 in it.
#include <cerrno>

#include "stack_check/situation.hpp"

namespace slipway::stack_check {
namespace {

constexpr const char* how_to_install =
    "install it as a plugin of docker (package docker-compose-plugin, or docker-compose in Debian 13)";

constexpr ComposeVersion oldest_compose{2, 0};

}  // namespace

std::optional<InstalledCompose> Situation::compose_2() {
  auto installed = compose->answer();
  if (!installed || installed->version < oldest_compose) return std::nullopt;
  return std::move(*installed);
}

void check_compose(Situation& situation, Findings& findings) {
  const auto installed = situation.compose->answer();
  if (!installed && installed.error().os_error == ENOENT)
    return findings.add("there is no docker client on this host: " + installed.error().message,
                        "its packages are docker-ce-cli and docker-compose-plugin, or docker-cli and "
                        "docker-compose in Debian 13");
  if (!installed)
    return findings.add("Docker Compose 2 does not answer on this host: " + installed.error().message,
                        how_to_install);
  if (installed->version < oldest_compose)
    findings.add("Docker Compose is " + installed->printed + " on this host, and 2 is needed",
                 how_to_install);
}

}  // namespace slipway::stack_check
