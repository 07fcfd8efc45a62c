// A string literal of Python.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace slipway::ansible {

/// The string in single or double quotes that starts at `at`, its escapes resolved, as UTF-8; `at` then
/// stands behind it. nullopt when there is none there, or it does not end, or an escape is cut short or
/// names no character.
std::optional<std::string> python_string(std::string_view text, std::size_t& at);

}  // namespace slipway::ansible
