#include "ansible/file_mode_option.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace slipway;
using namespace slipway::ansible;

TEST_CASE("a file's mode is a text, or the number that YAML makes of an unquoted one", "[file_mode_option]") {
  CHECK(file_mode_option("0755", 0644, MayRun::yes).value() == 0755);
  CHECK(file_mode_option("u+x", 0644, MayRun::yes).value() == 0744);
  for (const int mode : {0644, 0755, 0750, 0700, 0600, 0444, 0555, 0775, 0777, 0640})
    CHECK(file_mode_option(mode, 0644, MayRun::yes).value() == static_cast<mode_t>(mode));
}

TEST_CASE("a number without its zero was meant as another mode", "[file_mode_option]") {
  for (const int mode : {644, 755, 600, 400, 500, 444, 440, 0, -1, 01755}) {
    INFO(mode);
    const auto outcome = file_mode_option(mode, 0644, MayRun::yes);
    REQUIRE_FALSE(outcome);
    CHECK(outcome.error().message.find("came as a number, and not as the one that was meant") !=
          std::string::npos);
  }
  CHECK_FALSE(file_mode_option(0755, 0600, MayRun::no));
}
