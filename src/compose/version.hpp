// Which Docker Compose it is, where its versions differ.
#pragma once

#include <optional>
#include <string>
#include <utility>

namespace slipway {

using ComposeVersion = std::pair<int, int>;  // major and minor

/// From what `docker compose version --short` prints: "2.26.1-4", "v5.2.0"; nullopt when it is no version.
std::optional<ComposeVersion> parse_compose_version(const std::string& printed);

}  // namespace slipway
