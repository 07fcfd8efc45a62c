#include "stack_pull/pull_policy.hpp"

#include <charconv>
#include <map>

namespace slipway::stack_pull {
namespace {

using When = PullPolicy::When;

constexpr long longest_number = 1'000'000;

/// "1h30m" in the units s, m, h, d and w.
std::optional<std::chrono::seconds> duration_of(const std::string& text) {
  static const std::map<char, long> units{{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}, {'w', 604800}};
  std::chrono::seconds sum{0};
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at != end) {
    long number = 0;
    const auto [stop, error] = std::from_chars(at, end, number);
    const auto unit = stop == end ? units.end() : units.find(*stop);
    if (error != std::errc() || number < 0 || number > longest_number || unit == units.end())
      return std::nullopt;
    sum += std::chrono::seconds(number * unit->second);
    at = stop + 1;
  }
  return text.empty() ? std::nullopt : std::optional(sum);
}

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
  const auto age = duration_of(text.substr(every.size()));
  return age ? std::optional(PullPolicy{When::older, *age}) : std::nullopt;
}

PullPolicy more_demanding(const PullPolicy& one, const PullPolicy& other) {
  if (one.when != other.when) return one.when > other.when ? one : other;
  return one.age < other.age ? one : other;
}

}  // namespace slipway::stack_pull
