// JSON between text and values, for whatever text there is.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "ansible/json.hpp"
#include "util/error.hpp"

namespace slipway::ansible {

/// The deepest nesting that is read. nlohmann/json copies and prints values recursively, so that without a
/// bound a short text of brackets could exhaust the stack.
inline constexpr std::size_t deepest_nesting = 200;

/// One JSON document; of a key that stands twice the last value counts, as in Python. An integer of more
/// than 64 bits becomes a string of its digits. Errors say where the text stops being JSON, and never
/// repeat a piece of it: it may be a secret.
Expected<Json> parse_json(std::string_view text);

/// The value as one line of UTF-8, without a newline; bytes that are not UTF-8 become U+FFFD.
std::string to_line(const Json& value);

}  // namespace slipway::ansible
