// A needed image as the engine knows it.
#pragma once

#include <string>

#include "engine/containers.hpp"
#include "stack_pull/needed_images.hpp"

namespace slipway::stack_pull {

/// What the engine is asked for.
std::string name_at_engine(const NeededImage& need);

/// The digest of its manifest at its registry; empty when it came from none.
std::string digest_of(const Image& image, const NeededImage& need);

}  // namespace slipway::stack_pull
