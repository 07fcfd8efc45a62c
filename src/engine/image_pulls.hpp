// Several images at once.
#pragma once

#include <vector>

#include "engine/image_pull.hpp"

namespace slipway {

/// Pulls them all, four at a time, and returns when each has ended, well or not, in their order.
std::vector<ImagePull> pull_images(Engine& engine, Clock& clock, const std::vector<PullRequest>& requests,
                                   PullLimits limits);

}  // namespace slipway
