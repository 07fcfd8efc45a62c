// The env files that the services of a compose file read, read from elsewhere.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "util/error.hpp"

namespace slipway {

/// Every path under an `env_file` key, as it is written, in the order of the file. Errors: those of
/// parse_compose.
Expected<std::vector<std::string>> env_file_paths(std::string_view text);

/// The text with every path under an `env_file` key for which `is_it` says yes replaced by `to`, wherever in
/// the file it stands (Compose specification, env_file: a text, a list of texts, or of dicts with a `path`).
/// `to` has to be a path that YAML reads as it is written. Errors: those of parse_compose.
Expected<std::string> redirect_env_files(std::string_view text,
                                         const std::function<bool(std::string_view path)>& is_it,
                                         std::string_view to);

}  // namespace slipway
