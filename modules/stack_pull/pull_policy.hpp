// When an image that is there is fetched all the same.
#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace slipway::stack_pull {

struct PullPolicy {
  enum class When { never, missing, older, always };  // in the order of what they ask for
  When when = When::missing;
  std::chrono::seconds age{0};  // of `older`: fetched again after so long
};

/// A service's `pull_policy` (Compose specification): always, never, missing, if_not_present, daily, weekly,
/// every_<duration> as 12h, 1h30m or 2d. nullopt for anything else, `build` among it.
std::optional<PullPolicy> parse_pull_policy(const std::string& text);

/// What satisfies both.
PullPolicy more_demanding(const PullPolicy& one, const PullPolicy& other);

}  // namespace slipway::stack_pull
