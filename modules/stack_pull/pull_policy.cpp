#include "stack_pull/pull_policy.hpp"

#include <map>

#include "util/duration.hpp"

namespace slipway::stack_pull {
namespace {

using When = PullPolicy::When;

}  // namespace

std::optional<PullPolicy> parse_pull_policy(const std::string& text) {
  static const std::map<std::string, PullPolicy> words{
      {"always", {When::always}},
      {"never", {When::never}},
      {"missing", {When::missing}},
      {"if_not_present", {When::missing}},
      {"daily", {When::older, std::chrono::hours(24)}},
      {"weekly", {When::older, std::chrono::hours(7 * 24)}},
  };
  if (const auto word = words.find(text); word != words.end()) return word->second;
  const std::string every = "every_";
  if (!text.starts_with(every)) return std::nullopt;
  const auto age = parse_duration(std::string_view(text).substr(every.size()));
  if (!age) return std::nullopt;
  return PullPolicy{When::older, std::chrono::duration_cast<std::chrono::seconds>(*age)};
}

PullPolicy more_demanding(const PullPolicy& one, const PullPolicy& other) {
  if (one.when != other.when) return one.when > other.when ? one : other;
  return one.age < other.age ? one : other;
}

}  // namespace slipway::stack_pull
