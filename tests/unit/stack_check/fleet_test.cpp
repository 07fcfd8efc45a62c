#include "stack_check/fleet.hpp"

#include <catch2/catch_test_macros.hpp>

#include "unit/stack_check/machine.hpp"
#include "util/utc_time.hpp"

using namespace slipway;
using namespace slipway::stack_check;
using namespace slipway::stack_check_test;

namespace {

using Names = std::vector<std::string>;

Batches cut(const Names& hosts, const Names& canaries, const Names& serial) {
  const auto batches = batches_of({hosts, canaries, serial});
  REQUIRE(batches);
  return *batches;
}

Names hosts(int number) {
  Names names;
  for (int i = 1; i <= number; ++i) names.push_back("web" + std::to_string(i));
  return names;
}

Json fleet(const Json& canaries, const Json& serial) {
  return {{"words", "role"},
          {"fleet", {{"hosts", {"web1", "web2", "web3"}}, {"canary_hosts", canaries}, {"serial", serial}}}};
}

}  // namespace

TEST_CASE("a fleet without serial is one batch, its canary hosts another before it", "[stack_check]") {
  CHECK(cut({"a", "b", "c"}, {}, {}) == Batches{{"a", "b", "c"}});
  CHECK(cut({"a", "b", "c"}, {"1"}, {}) == Batches{{"a"}, {"b", "c"}});
  CHECK(cut({"a", "b", "c"}, {"c", "b", "c"}, {}) == Batches{{"c", "b"}, {"a"}});
  CHECK(cut({"a"}, {}, {}) == Batches{{"a"}});
}

TEST_CASE("numbers and percentages cut it as Ansible's serial does, and the last one goes on",
          "[stack_check]") {
  CHECK(cut({"a", "b", "c", "d", "e"}, {}, {"2"}) == Batches{{"a", "b"}, {"c", "d"}, {"e"}});
  CHECK(cut({"a", "b", "c", "d", "e"}, {}, {"1", "40%"}) == Batches{{"a"}, {"b", "c"}, {"d", "e"}});
  CHECK(cut({"a", "b", "c"}, {}, {"1", "0"}) == Batches{{"a"}, {"b", "c"}});
  CHECK(cut({"a", "b", "c"}, {}, {"10%"}) == Batches{{"a"}, {"b"}, {"c"}});
  CHECK(cut({"a", "b", "c"}, {}, {"100%"}) == Batches{{"a", "b", "c"}});
  CHECK(cut({"a", "b", "c", "d"}, {"c"}, {"50%"}) == Batches{{"c"}, {"a", "b"}, {"d"}});
  CHECK(cut({"a", "b"}, {}, {"9"}) == Batches{{"a", "b"}});
  CHECK(cut(hosts(20), {"2"}, {"3", "25%"}).size() == 5);
}

TEST_CASE("canary hosts that are all, or more than all, leave no other batch", "[stack_check]") {
  CHECK(cut({"a", "b"}, {"5"}, {}) == Batches{{"a", "b"}});
  CHECK(cut({"a", "b"}, {"b", "a"}, {"1"}) == Batches{{"b", "a"}});
  CHECK(cut({"a", "b"}, {"0"}, {}) == Batches{{"a", "b"}});
}

TEST_CASE("a host whose name is a number is a host", "[stack_check]") {
  CHECK(cut({"7", "2"}, {"2"}, {}) == Batches{{"2"}, {"7"}});
}

TEST_CASE("what cannot be an order of hosts is said in the role's words", "[stack_check]") {
  Machine on;
  CHECK(on.message(fleet(Json::array(), {"1", "many"})) ==
        "application_serial holds 'many'; give numbers of hosts, or percentages up to 100%, as [1, 25%]");
  CHECK(on.message(fleet(Json::array(), {"-1"})).starts_with("application_serial holds '-1'; "));
  CHECK(on.message(fleet(Json::array(), {"101%"})).starts_with("application_serial holds '101%'; "));
  CHECK(on.message(fleet({"web9", "web1", "db1"}, Json::array())) ==
        "application_canary_hosts names 'web9', 'db1', of which this play knows nothing; give names of its "
        "hosts, "
        "or how many of them");
}

TEST_CASE("the order of a fleet is returned with the time", "[stack_check]") {
  Machine on;
  const auto result = on.look(fleet({"1"}, {"50%"}));
  CHECK(result.values.at("fleet") ==
        Json{{"batches", {{"web1"}, {"web2"}, {"web3"}}}, {"time", utc_timestamp(on.clock.now())}});
}
