#include "backup_prune/retention_times.hpp"

#include <array>
#include <boost/regex.hpp>
#include <chrono>

#include "release/name.hpp"
#include "util/foreign.hpp"
#include "util/rfc3339.hpp"

namespace slipway {
namespace {

using Moment = std::optional<std::chrono::system_clock::time_point>;

std::optional<std::time_t> seconds_of(const Moment& moment) {
  if (!moment) return std::nullopt;
  return std::chrono::system_clock::to_time_t(*moment);
}

int* unit_of(RetentionSpan& span, char unit) {
  switch (unit) {
    case 'y':
      return &span.years;
    case 'm':
      return &span.months;
    case 'd':
      return &span.days;
    default:
      return &span.hours;
  }
}

}  // namespace

bool RetentionSpan::empty() const {
  return years == 0 && months == 0 && days == 0 && hours == 0;
}

Expected<RetentionSpan> parse_retention_span(const std::string& text) {
  static const boost::regex whole(R"((?:\d{1,6}[ymdh]){1,4})");
  static const boost::regex part(R"((\d{1,6})([ymdh]))");
  const auto refusal = [&] {
    return fail("'" + foreign(text) +
                "' is no span of time; write years, months, days and hours like 2y5m7d3h");
  };
  if (!boost::regex_match(text, whole)) return refusal();
  RetentionSpan span;
  std::string seen;
  for (boost::sregex_iterator found(text.begin(), text.end(), part), end; found != end; ++found) {
    const char unit = (*found)[2].str().front();
    if (seen.find(unit) != std::string::npos) return refusal();
    seen += unit;
    *unit_of(span, unit) = std::stoi((*found)[1].str());
  }
  return span;
}

std::time_t before(std::time_t moment, const RetentionSpan& span) {
  std::tm parts{};
  gmtime_r(&moment, &parts);
  parts.tm_year -= span.years;
  parts.tm_mon -= span.months;
  parts.tm_mday -= span.days;
  parts.tm_hour -= span.hours;
  return timegm(&parts);
}

std::optional<std::time_t> release_time(const Release& release) {
  const auto named = name_time(release.name);
  return seconds_of(named ? named : parse_rfc3339(release.started));
}

std::optional<std::time_t> plain_time(const std::string& name) {
  return seconds_of(name_time(name));
}

std::string period_of(std::time_t moment, Period period) {
  std::tm parts{};
  gmtime_r(&moment, &parts);
  std::array<char, 64> text{};
  const auto written = [&] {
    switch (period) {
      case Period::day:
        return std::strftime(text.data(), text.size(), "%Y-%m-%d", &parts);
      case Period::week:
        return std::strftime(text.data(), text.size(), "%G-W%V", &parts);
      case Period::month:
        return std::strftime(text.data(), text.size(), "%Y-%m", &parts);
      default:
        return std::strftime(text.data(), text.size(), "%Y", &parts);
    }
  };
  return {text.data(), written()};
}

}  // namespace slipway
