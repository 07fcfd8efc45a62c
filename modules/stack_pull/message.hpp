// What is said in the end.
#pragma once

#include <string>

#include "stack_pull/stack_pull.hpp"

namespace slipway::stack_pull {

/// What went wrong with an image, and what to do: its reference, its services, the registry and its words.
std::string sentence_about(const PlannedImage& image, const std::vector<std::string>& secrets);

/// All that cannot be had; or what was done, in check mode what would be.
std::string message(const Plan& plan);

bool has_failed(const Plan& plan);

}  // namespace slipway::stack_pull
