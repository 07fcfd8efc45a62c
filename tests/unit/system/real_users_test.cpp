#include <unistd.h>

#include <catch2/catch_test_macros.hpp>

#include "unit/support/unmarked.hpp"

#include "system/real.hpp"

using slipway::real_users;

TEST_CASE("names are looked up, numbers stand for themselves", "[real_users]") {
  CHECK(real_users().user_id("root") == 0U);
  CHECK(real_users().group_id("root") == 0U);
  CHECK(real_users().user_id("1234") == 1234U);
}

TEST_CASE("an unknown name is said with where it was looked for", "[real_users]") {
  const auto unknown = real_users().group_id("no-such-group");
  REQUIRE_FALSE(unknown);
  CHECK(slipway::test::message_of(unknown).find("there is no group 'no-such-group' in /etc/group") == 0);
  CHECK_FALSE(real_users().user_id(""));
}

TEST_CASE("the number that means no change of owner was taken for an owner", "[real_users]") {
  CHECK_FALSE(slipway::real_users().user_id("4294967295"));
}

TEST_CASE("an account is known by its name where passwd has it", "[real_users]") {
  CHECK(real_users().user_name(0) == "root");
  CHECK_FALSE(real_users().user_name(4294967294U));
}

TEST_CASE("a process knows as whom it acts", "[real_users]") {
  const auto self = real_users().self();
  CHECK(self.uid == ::geteuid());
  CHECK(self.gid == ::getegid());
}
