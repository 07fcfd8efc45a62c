// What a watch of a page has counted while a stack was changed.
#pragma once

#include <string>
#include <vector>

#include "system/web.hpp"

namespace slipway {

/// Requests that failed alike. Times are seconds after the beginning of the watch.
struct FailedRequests {
  std::string what;  // the end of a sentence: "answered 502, expected 200"
  long count = 0;
  double first = 0;  // when the first and the last of them were asked
  double last = 0;
};

struct Traffic {
  std::string url;
  long requests = 0;
  long failed = 0;
  std::vector<FailedRequests> failures;  // the most frequent first; at most ten, the last one for all others
  double longest_gap = 0;  // seconds from a first failure to the next good answer, by when they were asked
  double p50 = 0, p99 = 0, slowest = 0;  // seconds that good answers took
  double seconds = 0;                    // from the first request to the last
  bool answered_before = true;  // false: the page was not well at the beginning, and what came before its
                                // first good answer is not counted
};

/// Adds `requests` up, which are ordered by when they were asked. A page that was not well before anything
/// was touched is counted from its first good answer on; when there was none, all count.
Traffic traffic_of(const std::vector<WatchedRequest>& requests, const std::string& url);

/// "412 requests to http://…, none failed; the longest took 0.1 s", or "12 of 412 requests to http://… failed
/// (9 answered 502, expected 200; 3 refused the connection: nothing listens there); the longest gap was 0.6
/// s".
std::string traffic_text(const Traffic& traffic);

}  // namespace slipway
