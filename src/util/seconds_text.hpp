// Lengths of time as messages and results say them, and the longest that an option takes.
#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>
#include <sstream>
#include <string>

namespace slipway {

/// "12 s", "0.4 s": tenths below ten seconds.
inline std::string in_seconds(double seconds) {
  std::ostringstream text;
  text << (seconds < 10 ? std::round(seconds * 10) / 10 : std::round(seconds)) << " s";
  return text.str();
}

/// The same of what somebody was waited for: "0.1 s" at least, since "0 s" reads as if nobody had waited.
inline std::string patience_in_seconds(std::chrono::steady_clock::duration waited) {
  return in_seconds(std::max(std::chrono::duration<double>(waited).count(), 0.1));
}

/// As results give it: whole hundredths of a second.
inline double hundredths(double seconds) {
  return std::round(seconds * 100) / 100;
}

/// Likewise of what takes milliseconds.
inline double thousandths(double seconds) {
  return std::round(seconds * 1000) / 1000;
}

/// The longest time that an option may ask for, in seconds: a week. What is longer was a slip.
inline constexpr long longest_wait = 7L * 24 * 3600;

}  // namespace slipway
