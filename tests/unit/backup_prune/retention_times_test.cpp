#include "backup_prune/retention_times.hpp"

#include <catch2/catch_test_macros.hpp>

#include "unit/support/release_samples.hpp"

namespace slipway {
namespace {

using test::ReleaseStory;

std::time_t at(const std::string& name) {
  return plain_time(name).value();
}

TEST_CASE("a span is read, or refused in words", "[retention_times]") {
  const auto span = parse_retention_span("2y5m7d3h").value();
  CHECK((span.years == 2 && span.months == 5 && span.days == 7 && span.hours == 3));
  CHECK(parse_retention_span("3h2y").value().hours == 3);
  CHECK(parse_retention_span("0d").value().empty());
  for (const char* text : {"", "7", "d", "7w", "-7d", "7d7d", "1.5d", "7 d", "7D", "9999999d", "7d\n"})
    CHECK_FALSE(parse_retention_span(text));
}

TEST_CASE("a name that is no time takes that of its start", "[retention_times]") {
  const auto story = ReleaseStory().deploy("v1").deploy("2025-13-45T10-00-00Z");
  for (const auto& release : story.releases) CHECK(release_time(release) == at("2025-10-31T02-35-04Z"));
}

TEST_CASE("a span before a moment follows the calendar", "[retention_times]") {
  const auto moment = at("2025-03-31T10-00-00Z");
  CHECK(before(moment, {0, 1, 0, 0}) == at("2025-03-03T10-00-00Z"));
  CHECK(before(moment, {1, 0, 0, 0}) == at("2024-03-31T10-00-00Z"));
  CHECK(before(moment, {0, 0, 31, 11}) == at("2025-02-27T23-00-00Z"));
}

TEST_CASE("a period is told from every other", "[retention_times]") {
  CHECK(period_of(at("2024-12-30T10-00-00Z"), Period::week) == "2025-W01");
  CHECK(period_of(at("2024-12-30T10-00-00Z"), Period::day) == "2024-12-30");
  CHECK(period_of(at("2024-12-30T10-00-00Z"), Period::month) == "2024-12");
  CHECK(period_of(at("2024-12-30T10-00-00Z"), Period::year) == "2024");
}

}  // namespace
}  // namespace slipway
