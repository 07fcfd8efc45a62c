#include "util/utc_time.hpp"

#include <catch2/catch_test_macros.hpp>

namespace slipway {

using namespace std::chrono_literals;

TEST_CASE("a point in time is written in UTC", "[utc_time]") {
  const std::chrono::system_clock::time_point time{1761878104s};
  CHECK(utc_timestamp(time) == "2025-10-31T02:35:04Z");
  CHECK(utc_moment(time + 7ms) == "2025-10-31T02:35:04.007Z");
  CHECK(utc_moment(time + 999999us) == "2025-10-31T02:35:04.999Z");
  CHECK(utc_date(time) == "2025-10-31");
  CHECK(utc_time_of_day(time) == "02:35:04");
}

TEST_CASE("durations are worded as Docker words them", "[utc_time]") {
  CHECK(human_duration(900ms) == "Less than a second");
  CHECK(human_duration(1s) == "1 second");
  CHECK(human_duration(59s) == "59 seconds");
  CHECK(human_duration(60s) == "About a minute");
  CHECK(human_duration(59min) == "59 minutes");
  CHECK(human_duration(60min) == "About an hour");
  CHECK(human_duration(89min) == "About an hour");
  CHECK(human_duration(47h) == "47 hours");
  CHECK(human_duration(48h) == "2 days");
  CHECK(human_duration(14 * 24h) == "2 weeks");
  CHECK(human_duration(60 * 24h) == "2 months");
  CHECK(human_duration(800 * 24h) == "2 years");
}

}  // namespace slipway
