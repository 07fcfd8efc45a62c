// The lines that the option tables of both modules have in common.
#pragma once

#include <string>
#include <vector>

#include "ansible/spec.hpp"
#include "env_file/options.hpp"

namespace slipway::env_file {

std::vector<ansible::Option<Options>> option_lines();

/// Which of them cannot be given together.
std::vector<std::vector<std::string>> exclusive_options();

}  // namespace slipway::env_file
