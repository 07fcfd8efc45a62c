#include "util/duration.hpp"

#include <charconv>
#include <map>
#include <string>

namespace slipway {
namespace {

constexpr double longest_duration = 100.0 * 365 * 24 * 3600 * 1e9;  // nanoseconds

const std::map<std::string_view, double>& units() {
  static const std::map<std::string_view, double> all{{"ns", 1},
                                                      {"us", 1e3},
                                                      {"µs", 1e3},
                                                      {"ms", 1e6},
                                                      {"s", 1e9},
                                                      {"m", 60 * 1e9},
                                                      {"h", 3600 * 1e9},
                                                      {"d", 24 * 3600 * 1e9},
                                                      {"w", 7 * 24 * 3600 * 1e9}};
  return all;
}

}  // namespace

std::optional<std::chrono::nanoseconds> parse_duration(std::string_view text) {
  if (text.empty()) return std::nullopt;
  double sum = 0;
  while (!text.empty()) {
    double number = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number, std::chars_format::fixed);
    if (error != std::errc() || !(number >= 0) || number > longest_duration) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(stop - text.data()));
    const auto unit = units().find(text.substr(0, text.find_first_of("0123456789.-")));
    if (unit == units().end()) return std::nullopt;
    sum += number * unit->second;
    if (sum > longest_duration) return std::nullopt;
    text.remove_prefix(unit->first.size());
  }
  return std::chrono::nanoseconds(static_cast<long long>(sum));
}

}  // namespace slipway
