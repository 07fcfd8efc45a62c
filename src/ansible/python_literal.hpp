// Values as Python writes them: what a dict looks like when a template or a command line made text of it.
#pragma once

#include <optional>
#include <string_view>

#include "ansible/json.hpp"

namespace slipway::ansible {

/// A literal of Python as ast.literal_eval reads it: dicts with string keys, lists, strings, numbers, True,
/// False, None, nested up to the bound for JSON. Not read, and so nullopt as for any other text: sets,
/// tuples, bytes, adjacent strings, triple quotes, numbers in other forms than JSON's (a leading + aside).
std::optional<Json> python_literal(std::string_view text);

}  // namespace slipway::ansible
