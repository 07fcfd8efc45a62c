// The files that make up a stack when none are named.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "system/files.hpp"

namespace slipway {

/// The order of the stack that the source document describes.
inline const std::vector<Path> base_and_production{"docker-compose.base.yml",
                                                   "docker-compose.production.yml"};

/// The first of compose.yaml, compose.yml, docker-compose.yml and docker-compose.yaml that `is_there`, and
/// the override file of that kind (compose-go, cli/options.go: DefaultFileNames, DefaultOverrideFileNames).
/// Empty: there is none.
std::vector<Path> default_compose_files(const std::function<bool(const std::string& name)>& is_there);

/// The value of COMPOSE_FILE as the files that it lists, apart by `separator` (Compose's own variable
/// COMPOSE_PATH_SEPARATOR; a colon when that is empty).
std::vector<Path> listed_compose_files(const std::string& variable, const std::string& separator);

}  // namespace slipway
