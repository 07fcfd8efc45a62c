// Several images at once.
#pragma once

#include <vector>

#include "engine/image_pull.hpp"
#include "system/progress.hpp"

namespace slipway {

/// Pulls them all, four at a time, and returns when each has ended, well or not, in their order. Tells which
/// has ended, and every few seconds how far the others are.
std::vector<ImagePull> pull_images(Engine& engine, Clock& clock, Progress& progress,
                                   const std::vector<PullRequest>& requests, PullLimits limits);

}  // namespace slipway
