#include "system/file_mode.hpp"

#include <catch2/catch_test_macros.hpp>

#include "unit/support/unmarked.hpp"

using slipway::parse_file_mode;

TEST_CASE("a mode of digits is octal", "[file_mode]") {
  CHECK(parse_file_mode("0600", 0) == 0600U);
  CHECK(parse_file_mode("600", 0) == 0600U);
  CHECK(parse_file_mode("0o640", 0) == 0640U);
  CHECK(parse_file_mode("7777", 0) == 07777U);
}

TEST_CASE("a symbolic mode starts from the current one", "[file_mode]") {
  CHECK(parse_file_mode("u=rw,go=", 0777) == 0600U);
  CHECK(parse_file_mode("g+r", 0600) == 0640U);
  CHECK(parse_file_mode("go-rwx", 0755) == 0700U);
  CHECK(parse_file_mode("a=r", 0) == 0444U);
  CHECK(parse_file_mode("u+rw-x", 0100) == 0600U);
  CHECK(parse_file_mode("g=u,o=g", 0640) == 0666U);
  CHECK(parse_file_mode("a+X", 0644) == 0644U);
  CHECK(parse_file_mode("a+X", 0744) == 0755U);
  CHECK(parse_file_mode("u+s,g+s,o+t", 0755) == 07755U);
  CHECK(parse_file_mode("u=rwx", 04600) == 0700U);
}

TEST_CASE("what is no mode is refused and said", "[file_mode]") {
  for (const char* text : {"", "8", "77777", "rw", "u", "u=rw,", ",u=r", "z=r", "u=q", "+r", "-1", "0600 "}) {
    INFO(text);
    CHECK_FALSE(parse_file_mode(text, 0600));
  }
  CHECK(slipway::test::message_of(parse_file_mode("rw", 0)) ==
        "mode: 'rw' is no file mode; write it like '0600' or 'u=rw,g=r,o='");
}

TEST_CASE("a mode is shown as four octal digits", "[file_mode]") {
  CHECK(slipway::file_mode_text(0600) == "0600");
  CHECK(slipway::file_mode_text(01777) == "1777");
}
