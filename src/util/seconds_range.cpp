#include "util/seconds_range.hpp"

#include "util/seconds_text.hpp"

namespace slipway {

Expected<void> check_seconds(const std::string& option, long seconds, long fewest) {
  if (seconds >= fewest && seconds <= longest_wait) return {};
  return fail(option + ": write a number of seconds from " + std::to_string(fewest) + " to " +
              std::to_string(longest_wait) + ", not " + std::to_string(seconds));
}

}  // namespace slipway
