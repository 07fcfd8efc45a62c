#include "health/traffic.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "util/seconds_text.hpp"

namespace slipway {
namespace {

using Requests = std::vector<WatchedRequest>;
constexpr std::size_t most_kinds = 10;

double in_seconds_of(std::chrono::steady_clock::duration time) {
  return std::chrono::duration<double>(time).count();
}

bool is_good(const WatchedRequest& request) {
  return request.fault.empty();
}

std::vector<FailedRequests> failures_in(const Requests& requests,
                                        std::chrono::steady_clock::time_point begun) {
  std::map<std::string, FailedRequests> by_fault;
  for (const auto& request : requests) {
    if (is_good(request)) continue;
    const double when = in_seconds_of(request.asked - begun);
    auto& kind = by_fault[request.fault];
    if (kind.count++ == 0) kind = {request.fault, 1, when, when};
    kind.last = when;
  }
  std::vector<FailedRequests> kinds;
  for (auto& [fault, kind] : by_fault) kinds.push_back(std::move(kind));
  std::stable_sort(kinds.begin(), kinds.end(),
                   [](const auto& left, const auto& right) { return left.count > right.count; });
  while (kinds.size() > most_kinds) {
    const FailedRequests rarest = kinds.back();
    kinds.pop_back();
    auto& others = kinds.back();
    others = {"failed otherwise", others.count + rarest.count, std::min(others.first, rarest.first),
              std::max(others.last, rarest.last)};
  }
  return kinds;
}

double longest_gap_in(const Requests& requests) {
  std::chrono::steady_clock::duration longest{};
  const WatchedRequest* first_failed = nullptr;
  for (const auto& request : requests) {
    if (first_failed == nullptr && !is_good(request)) first_failed = &request;
    if (first_failed == nullptr) continue;
    longest = std::max(longest, request.asked - first_failed->asked);
    if (is_good(request)) first_failed = nullptr;
  }
  // One that fails to the end has been away until its last request was given up.
  if (first_failed != nullptr)
    longest = std::max(longest, requests.back().asked + requests.back().took - first_failed->asked);
  return in_seconds_of(longest);
}

/// The smallest time within which this share of the answers had come.
double percentile(const std::vector<double>& sorted, double share) {
  if (sorted.empty()) return 0;
  const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(sorted.size())));
  return sorted[std::max(rank, std::size_t{1}) - 1];
}

void add_times(const Requests& requests, Traffic& traffic) {
  std::vector<double> times;
  for (const auto& request : requests)
    if (is_good(request)) times.push_back(in_seconds_of(request.took));
  std::sort(times.begin(), times.end());
  traffic.p50 = percentile(times, 0.5);
  traffic.p99 = percentile(times, 0.99);
  traffic.slowest = times.empty() ? 0 : times.back();
}

}  // namespace

Traffic traffic_of(const Requests& all, const std::string& url) {
  Traffic traffic;
  traffic.url = url;
  if (all.empty()) return traffic;
  traffic.answered_before = is_good(all.front());
  const auto first_good = std::find_if(all.begin(), all.end(), is_good);
  const Requests requests(first_good == all.end() ? all.begin() : first_good, all.end());
  traffic.requests = static_cast<long>(requests.size());
  traffic.failures = failures_in(requests, all.front().asked);
  for (const auto& kind : traffic.failures) traffic.failed += kind.count;
  traffic.longest_gap = longest_gap_in(requests);
  traffic.seconds = in_seconds_of(requests.back().asked - requests.front().asked);
  add_times(requests, traffic);
  return traffic;
}

std::string traffic_text(const Traffic& traffic) {
  const std::string all = std::to_string(traffic.requests) + " requests to " + traffic.url;
  if (traffic.failed == 0) return all + ", none failed; the longest took " + in_seconds(traffic.slowest);
  std::string kinds;
  for (const auto& kind : traffic.failures)
    kinds += (kinds.empty() ? "" : "; ") + std::to_string(kind.count) + " " + kind.what;
  return std::to_string(traffic.failed) + " of " + all + " failed (" + kinds + "); the longest gap was " +
         in_seconds(traffic.longest_gap);
}

}  // namespace slipway
