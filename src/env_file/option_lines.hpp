// The lines that the option tables of both modules have in common.
#pragma once

#include <string>
#include <vector>

#include "ansible/spec.hpp"
#include "env_file/options.hpp"

namespace slipway::env_file {

std::vector<ansible::Option<Options>> own_option_lines();

/// The same for a module whose arguments hold Options as their base.
template <class Args>
std::vector<ansible::Option<Args>> option_lines() {
  std::vector<ansible::Option<Args>> lines;
  for (const auto& own : own_option_lines()) lines.push_back({own.info, own.set});
  return lines;
}

/// Which of them cannot be given together.
std::vector<std::vector<std::string>> exclusive_options();

}  // namespace slipway::env_file
