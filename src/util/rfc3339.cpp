#include "util/rfc3339.hpp"

#include <cstdio>
#include <ctime>

namespace slipway {
namespace {

constexpr int latest_year = 2261;  // of the clock, which counts nanoseconds in 64 bits

/// The offset behind the seconds and their fraction, in seconds; nullopt when there is none.
std::optional<long> offset_of(const std::string& zone) {
  if (zone == "Z" || zone == "z") return 0;
  int hours = 0;
  int minutes = 0;
  char sign = 0;
  if (std::sscanf(zone.c_str(), "%c%2d:%2d", &sign, &hours, &minutes) != 3) return std::nullopt;
  if (sign != '+' && sign != '-') return std::nullopt;
  const long offset = hours * 3600L + minutes * 60L;
  return sign == '-' ? -offset : offset;
}

}  // namespace

std::optional<std::chrono::system_clock::time_point> parse_rfc3339(const std::string& text) {
  std::tm fields{};
  const char* rest = ::strptime(text.c_str(), "%Y-%m-%dT%H:%M:%S", &fields);
  if (rest == nullptr || fields.tm_year + 1900 < 1970 || fields.tm_year + 1900 > latest_year)
    return std::nullopt;
  std::string zone = rest;
  std::string nanoseconds = "0";
  if (!zone.empty() && zone.front() == '.') {
    const auto end = zone.find_first_not_of("0123456789", 1);
    if (end == std::string::npos || end == 1) return std::nullopt;
    nanoseconds = zone.substr(1, end - 1);
    nanoseconds.resize(9, '0');
    zone.erase(0, end);
  }
  const auto offset = offset_of(zone);
  if (!offset) return std::nullopt;
  using std::chrono::system_clock;
  return system_clock::from_time_t(::timegm(&fields) - *offset) +
         std::chrono::nanoseconds(std::stol(nanoseconds));
}

}  // namespace slipway
