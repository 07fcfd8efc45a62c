// A time that an option asks for, held against what makes sense.
#pragma once

#include <string>

#include "util/error.hpp"

namespace slipway {

/// Errors, with the option's name: less than `fewest`, or more than `longest_wait`.
Expected<void> check_seconds(const std::string& option, long seconds, long fewest);

}  // namespace slipway
