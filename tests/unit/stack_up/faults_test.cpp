#include "unit/stack_up/machine.hpp"

using namespace slipway;
using namespace slipway::stack_up_test;

namespace {

struct TwoServices : Machine {
  TwoServices() {
    services = {
        {"db", {{"image", "db:1"}, {"healthcheck", with_check}}},
        {"app", {{"image", "shop/app:v1"}, {"depends_on", {{"db", {{"condition", "service_healthy"}}}}}}}};
  }

  /// Whatever went wrong before: the next run brings it up, and the one after it finds nothing to do.
  void recover() {
    engine.fails_at.reset();
    fails_at.reset();
    CHECK(call()["healthy"] == true);
    CHECK_FALSE(call()["changed"]);
    CHECK(engine.containers.size() == 2);
  }
};

}  // namespace

TEST_CASE("stack_up holds whatever request to the engine fails", "[faults]") {
  TwoServices undisturbed;
  REQUIRE(undisturbed.call()["healthy"] == true);
  const std::size_t requests = undisturbed.engine.requests.size();
  REQUIRE(requests > 10);
  for (std::size_t chosen = 0; chosen < requests; ++chosen) {
    INFO("request " << chosen << " " << undisturbed.engine.requests[chosen]);
    TwoServices on;
    on.engine.fails_at = chosen;
    const Json result = on.call();
    if (result["failed"])
      CHECK(result["msg"].get<std::string>().find("closed the connection") != std::string::npos);
    on.recover();
  }
}

TEST_CASE("stack_up holds whichever program cannot be run", "[faults]") {
  TwoServices undisturbed;
  undisturbed.call();
  const std::size_t programs = undisturbed.processes.commands.size();
  REQUIRE(programs > 4);
  for (std::size_t chosen = 0; chosen < programs; ++chosen) {
    INFO("program " << chosen);
    TwoServices on;
    on.fails_at = chosen;
    const Json result = on.call();
    CHECK(result["failed"] == true);
    CHECK(result["msg"].get<std::string>().find("cannot start '/bin/docker'") != std::string::npos);
    on.recover();
  }
}
