// An image that cannot be changed for some without being changed for others.
#pragma once

#include <vector>

#include "compose/stack_images.hpp"

namespace slipway {

/// Fails when the image, which stands on `line`, is that of a service that is not chosen as well, or of
/// something that is no image: with all that share it, and how. `chosen` has a flag for each of its users.
Expected<void> refuse_shared(const StackImage& image, const std::vector<bool>& chosen, std::size_t line);

/// "service 'a'", "services 'a', 'b'"
std::string services_in_words(const std::vector<std::string>& names);

}  // namespace slipway
