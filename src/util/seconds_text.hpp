// A length of time as messages say it.
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
inline std::string patience_in_seconds(std::chrono::steady_clock::duration patience) {
  return in_seconds(std::max(std::chrono::duration<double>(patience).count(), 0.1));
}

}  // namespace slipway
