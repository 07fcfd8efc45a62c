// Points in time as text, in UTC.
#pragma once

#include <chrono>
#include <string>

namespace slipway {

/// 2025-10-31
std::string utc_date(std::chrono::system_clock::time_point time);

/// 02:35:04
std::string utc_time_of_day(std::chrono::system_clock::time_point time);

/// 2025-10-31T02:35:04Z
std::string utc_timestamp(std::chrono::system_clock::time_point time);

/// 2025-10-31T02:35:04.123Z
std::string utc_moment(std::chrono::system_clock::time_point time);

/// "2 minutes", "About an hour", "3 weeks": as Docker words it (docker/go-units, duration.go).
std::string human_duration(std::chrono::system_clock::duration duration);

}  // namespace slipway
