#include <catch2/catch_test_macros.hpp>

#include "unit/health_wait/machine.hpp"

using namespace slipway;
using namespace slipway::health_wait_test;

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
