// A dict that was given as text.
#pragma once

#include <string>

#include "ansible/json.hpp"
#include "util/error.hpp"

namespace slipway::ansible {

/// An object from JSON (`{"A": "1"}`), from a Python dict (`{'A': '1'}`), or from `A=1, B="two words"`, as
/// check_type_dict of ansible-core reads it. The values of the last form are strings.
Expected<Json> dict_from_text(const std::string& text);

}  // namespace slipway::ansible
