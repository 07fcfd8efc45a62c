// A dict option whose values are plain: what becomes an environment, or lines of a file.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "ansible/json.hpp"
#include "util/error.hpp"

namespace slipway::ansible {

/// Keys and values in their order. Numbers and booleans as JSON writes them; a null is left out. Refuses
/// lists and dicts, naming `option` and the key.
Expected<std::vector<std::pair<std::string, std::string>>> plain_values(const Json& dict,
                                                                        const std::string& option);

}  // namespace slipway::ansible
