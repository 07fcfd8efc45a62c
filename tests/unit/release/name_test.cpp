#include "release/name.hpp"

#include <catch2/catch_test_macros.hpp>

#include "unit/support/unmarked.hpp"

namespace slipway {
namespace {

TEST_CASE("colons of a timestamp become hyphens", "[release_name]") {
  CHECK(release_name("2025-10-31T02:35:04Z").value() == "2025-10-31T02-35-04Z");
  CHECK(release_name("2025-10-31T02:35:04+01:00").value() == "2025-10-31T02-35-04+01-00");
  CHECK(release_name("v1.2_rc@3").value() == "v1.2_rc@3");
}

TEST_CASE("a name that could leave the folder or hide in it is refused", "[release_name]") {
  for (const std::string name :
       {"", ".", "..", "../x", "a/b", "/a", ".hidden", "-rf", "a b", "a\nb", "ä", "~", "a\\b", "*", "$HOME"})
    CHECK_FALSE(release_name(name));
  CHECK_FALSE(release_name(std::string("a\0b", 3)));
  CHECK_FALSE(release_name(std::string(201, 'a')));
  CHECK(release_name(std::string(200, 'a')));
  CHECK(slipway::test::message_of(release_name("a b")).starts_with("'a b' cannot name a release"));
}

TEST_CASE("a timestamp is known in the usual writings", "[release_name]") {
  for (const char* name :
       {"2025-10-31T02-35-04Z", "2025-10-31T02:35:04Z", "2025-10-31_02-35-04", "20251031T023504Z",
        "20251031-023504", "2025-10-31T02-35-04.123456Z", "2025-10-31T02-35-04+01-00"})
    CHECK(is_timestamp_name(name));
  for (const char* name : {"2025-10-31", "1696234567", "2025-10-31T02-35-04Z.bak", " 2025-10-31T02-35-04Z",
                           "2025-10-31T02-35-04Z\n", "x2025-10-31T02-35-04Z", "data"})
    CHECK_FALSE(is_timestamp_name(name));
}

TEST_CASE("a 45th of a month 13 was taken for a timestamp, and so for a backup", "[release_name]") {
  for (const char* name : {"2025-13-01T02-35-04Z", "2025-02-31T02-35-04Z", "2025-00-10T02-35-04Z",
                           "2025-10-45T02-35-04Z", "2025-10-31T24-35-04Z", "2025-10-31T02-60-04Z",
                           "2025-02-29T02-35-04Z", "0000-10-31T02-35-04Z", "9999-10-31T02-35-04Z"})
    CHECK_FALSE(is_timestamp_name(name));
  CHECK(is_timestamp_name("2024-02-29T02-35-04Z"));
}

TEST_CASE("the time of a name is in UTC", "[release_name]") {
  const auto time = name_time("2025-10-31T02-35-04Z");
  CHECK(time == name_time("2025-10-31T03-35-04+01-00"));
  CHECK(time == name_time("20251030T213504.5-0500"));
  CHECK(time == name_time("2025-10-31_02-35-04"));
  CHECK(time == std::chrono::system_clock::time_point(std::chrono::seconds(1761878104)));
}

}  // namespace
}  // namespace slipway
