// The files that Compose takes when none are named.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "system/files.hpp"

namespace slipway {

/// The first of compose.yaml, compose.yml, docker-compose.yml and docker-compose.yaml that `is_there`, and
/// the override file of that kind (compose-go, cli/options.go: DefaultFileNames, DefaultOverrideFileNames).
/// Empty: there is none.
std::vector<Path> default_compose_files(const std::function<bool(const std::string& name)>& is_there);

}  // namespace slipway
