// The JSON of arguments and results: keys stay in the order in which they were given.
#pragma once

#include <nlohmann/json.hpp>

namespace slipway::ansible {

using Json = nlohmann::ordered_json;

}  // namespace slipway::ansible
