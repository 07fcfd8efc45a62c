#include "compose/other_files.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace slipway;

using Texts = std::vector<std::string>;
using Names = std::set<std::string>;

TEST_CASE("what a compose file takes from other files", "[other_files]") {
  const auto found = other_files(R"(
include:
  - one.yml
  - path: two.yml
  - path: [three.yml, four.yml]
    env_file: other.env
x-common: &common {extends: {file: common.yml, service: base}}
services:
  app: {<<: *common, image: app}
  web: {extends: {service: app}}
  job: {extends: app}
  redis: {image: redis}
)");
  REQUIRE(found);
  CHECK(found->included == Texts{"one.yml", "two.yml", "three.yml", "four.yml"});
  CHECK(found->extended == Texts{"common.yml"});
  CHECK(found->extending == Names{"app", "web", "job"});
  CHECK(found->services == Names{"app", "web", "job", "redis"});
}

TEST_CASE("odd pieces bring in nothing", "[other_files]") {
  for (const char* odd :
       {"", "a", "include: a.yml", "services: [a]", "services: {a: b}", "include: [[a], 1: 2]"})
    if (const auto found = other_files(odd)) CHECK(found->extended.empty());
  CHECK_FALSE(other_files("a: [").has_value());
}
