#include "health_wait/hidden.hpp"

#include <catch2/catch_test_macros.hpp>

#include "unit/health_wait/machine.hpp"

using namespace slipway;
using namespace slipway::health_wait_test;
using health_wait::texts_to_hide;

TEST_CASE("what only the server knows is hidden as well", "[health_wait]") {
  test::MemoryFiles files;
  files.put("/srv/.env", "A=\"p$$w\"\nB=plain\nEMPTY=\n");
  files.put("/srv/secrets/redis", "hunter2");
  auto args = by_name();
  args.mask = {"given", ""};
  args.mask_env_file = "/srv/.env";
  args.mask_keys = {"A", "EMPTY", "ABSENT"};
  args.mask_files = {"/srv/secrets/redis", "/srv/secrets/absent"};
  CHECK(texts_to_hide(args, files).value() == std::vector<std::string>{"given", "p$w", "hunter2"});
  args.mask_env_file = "/srv/absent";
  CHECK(texts_to_hide(args, files).value() == std::vector<std::string>{"given", "hunter2"});
}

TEST_CASE("an env file that cannot be read is an error without its text", "[health_wait]") {
  test::MemoryFiles files;
  files.put("/srv/.env", "A='hunter2");
  auto args = by_name();
  args.mask_env_file = "/srv/.env";
  const auto outcome = texts_to_hide(args, files);
  REQUIRE_FALSE(outcome);
  CHECK(outcome.error().message.find("mask_env_file '/srv/.env': line 1: ") == 0);
  CHECK(outcome.error().message.find("hunter2") == std::string::npos);
}

TEST_CASE("a log does not show what stands in the env file", "[health_wait]") {
  Machine on;
  on.files.put("/srv/.env", "A=hunter22\n");
  on.engine.put(test::container_document("app", "app", health("starting")));
  on.engine.logs["app"] = std::string("\2\0\0\0\0\0\0\x0c", 8) + "no hunter22\n";
  on.engine.happens(2, "app", "health_status: unhealthy", health("unhealthy", 3));
  auto args = by_name();
  args.mask_env_file = "/srv/.env";
  args.mask_keys = {"A"};
  const auto result = on.run(args);
  REQUIRE(result);
  CHECK(result->values.dump().find("hunter22") == std::string::npos);
  CHECK(result->msg.find("no ********") != std::string::npos);
  CHECK(result->secrets == std::vector<std::string>{"hunter22"});
}
