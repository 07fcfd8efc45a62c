// Services whose env files cannot be read as they would be.
#pragma once

#include "compose/model.hpp"
#include "stack/env_file_finder.hpp"
#include "stack/future_files.hpp"

namespace slipway {

/// When the `.env` would be another: the services that get an `env_file` which may lead to it from a file
/// that `extends` or `include` brings in, and that file. Such a file is read by Compose as it stands there,
/// so the old
/// `.env` is. "May": a path with variables in it, or a file that is not on this machine, counts.
std::map<std::string, std::string> unread_services(const FutureFiles& files, const Path& project_src,
                                                   const ComposeModel& model, const EnvFileFinder& finder,
                                                   Files& system_files);

}  // namespace slipway
