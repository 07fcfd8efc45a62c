// What the logs must not show, when only this host knows it.
#pragma once

#include <string>
#include <vector>

#include "health_wait/health_wait.hpp"

namespace slipway::health_wait {

/// The strings of `mask`, the values of `mask_keys` in `mask_env_file`, and the whole contents of
/// `mask_files`. A file that is not there hides nothing. Errors: one that cannot be read, or an env file that
/// Compose could not read; never with a value.
Expected<std::vector<std::string>> texts_to_hide(const Args& args, Files& files);

}  // namespace slipway::health_wait
