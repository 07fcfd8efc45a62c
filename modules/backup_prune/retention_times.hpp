// What a retention policy has to do with time. All of it in UTC, and by what records say, never by mtime.
#pragma once

#include <ctime>
#include <optional>
#include <string>

#include "release/release.hpp"

namespace slipway {

/// A span of the calendar.
struct RetentionSpan {
  int years = 0;
  int months = 0;
  int days = 0;
  int hours = 0;

  bool empty() const;
};

/// "2y5m7d3h": whole numbers, each unit once at most, in any order. Refuses everything else.
Expected<RetentionSpan> parse_retention_span(const std::string& text);

/// The moment that lies a span before another; what the calendar does not have (31 February) runs over into
/// the next month, as with restic.
std::time_t before(std::time_t moment, const RetentionSpan& span);

/// A release's time: what its name reads as, else when it was started. nullopt when neither can be read.
std::optional<std::time_t> release_time(const Release& release);
std::optional<std::time_t> plain_time(const std::string& name);

enum class Period { day, week, month, year };

/// The day, ISO week, month or year that a moment lies in, as a text that no other one has.
std::string period_of(std::time_t moment, Period period);

}  // namespace slipway
