// Lengths of time as Compose writes them.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace slipway {

/// "1h30m", "1m0.5s", "300ms", "2d": numbers with the units w, d, h, m, s, ms, us, ns, as Go writes them and,
/// beyond Go, days and weeks (Compose specification, durations and pull_policy). nullopt for anything else,
/// and for what is longer than a hundred years.
std::optional<std::chrono::nanoseconds> parse_duration(std::string_view text);

}  // namespace slipway
