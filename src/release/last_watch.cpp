#include "release/last_watch.hpp"

#include <algorithm>

namespace slipway {

std::string last_gap_text(const std::vector<Release>& releases) {
  for (auto release = releases.rbegin(); release != releases.rend(); ++release) {
    const auto& timeline = release->timeline;
    const auto watched =
        std::find_if(timeline.begin(), timeline.end(), [](const auto& entry) { return entry.watch; });
    if (watched == timeline.end()) continue;
    if (watched->watch->failed == 0) return "";
    return "in release " + release->name + ", the last that was watched, the page was away for " +
           gap_text(*watched->watch);
  }
  return "";
}

}  // namespace slipway
