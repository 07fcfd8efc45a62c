#include "util/utc_time.hpp"

#include <array>
#include <ctime>

namespace slipway {

std::string utc_timestamp(std::chrono::system_clock::time_point time) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 64> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

std::string utc_moment(std::chrono::system_clock::time_point time) {
  const auto second = std::chrono::floor<std::chrono::seconds>(time);
  const auto thousandths = std::chrono::duration_cast<std::chrono::milliseconds>(time - second).count();
  std::string text = utc_timestamp(second);
  text.back() = '.';
  return text + std::to_string(1000 + thousandths).substr(1) + "Z";
}

std::string utc_date(std::chrono::system_clock::time_point time) {
  return utc_timestamp(time).substr(0, 10);
}

std::string utc_time_of_day(std::chrono::system_clock::time_point time) {
  return utc_timestamp(time).substr(11, 8);
}

std::string human_duration(std::chrono::system_clock::duration duration) {
  const long seconds = std::chrono::duration_cast<std::chrono::seconds>(duration).count();
  const long minutes = seconds / 60;
  const long hours = (seconds + 1800) / 3600;
  if (seconds < 1) return "Less than a second";
  if (seconds == 1) return "1 second";
  if (seconds < 60) return std::to_string(seconds) + " seconds";
  if (minutes == 1) return "About a minute";
  if (minutes < 60) return std::to_string(minutes) + " minutes";
  if (hours == 1) return "About an hour";
  if (hours < 48) return std::to_string(hours) + " hours";
  if (hours < 2L * 7 * 24) return std::to_string(hours / 24) + " days";
  if (hours < 2L * 30 * 24) return std::to_string(hours / 24 / 7) + " weeks";
  if (hours < 2L * 365 * 24) return std::to_string(hours / 24 / 30) + " months";
  return std::to_string(seconds / 3600 / 24 / 365) + " years";
}

}  // namespace slipway
