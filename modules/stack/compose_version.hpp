// Which Docker Compose it is, where its versions differ.
#pragma once

#include <optional>
#include <string>

namespace slipway {

struct ComposeVersion {
  int major = 0;
  int minor = 0;
  auto operator<=>(const ComposeVersion&) const = default;
};

/// From what `docker compose version --short` prints: "2.26.1-4", "v5.2.0"; nullopt when it is no version.
std::optional<ComposeVersion> parse_compose_version(const std::string& printed);

}  // namespace slipway
