// Times as the engine writes them.
#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace slipway {

/// "2025-10-31T02:35:04.123456789Z", or with an offset as "+01:00". nullopt for what is no such time, for
/// year 1, the engine's "never", and for years that the clock cannot hold (before 1970, after 2261).
std::optional<std::chrono::system_clock::time_point> parse_rfc3339(const std::string& text);

}  // namespace slipway
