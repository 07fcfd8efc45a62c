// What the role `application` calls that which its modules' messages speak of as options.
#pragma once

#include <string_view>
#include <vector>

#include "ansible/role_words.hpp"

namespace slipway {

/// Of one module.
std::vector<ansible::Wording> role_wordings(std::string_view module);

}  // namespace slipway
