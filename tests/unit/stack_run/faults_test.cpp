#include <catch2/catch_test_macros.hpp>

#include "unit/stack_run/machine.hpp"

using namespace slipway;
using namespace slipway::stack_run_test;
using ansible::Json;

namespace {

const Json with_env_file = {
    {"commands", {"a", "b"}}, {"mask_env_file", "/srv/shop/.env"}, {"mask_keys", {"APP_KEY"}}};

/// A container of an earlier run is there, and each command leaves one.
struct LitteredMachine : Machine {
  LitteredMachine() {
    put_command_container("shop-app-run-0");
    script = {leaves_container(0), leaves_container(0)};
  }
};

}  // namespace

TEST_CASE("stack_run holds whatever request to the engine fails", "[faults]") {
  LitteredMachine undisturbed;
  REQUIRE(undisturbed.call({{"commands", {"a", "b"}}}));
  const std::size_t requests = undisturbed.engine.requests.size();
  REQUIRE(requests > 5);
  for (std::size_t chosen = 0; chosen < requests; ++chosen) {
    INFO("request " << chosen);
    LitteredMachine on;
    on.engine.fails_at = chosen;
    const auto result = on.call({{"commands", {"a", "b"}}});
    if (!result) {
      CHECK(result.error().message.find("closed the connection") != std::string::npos);
      CHECK(on.ran().empty());
    } else {
      CHECK(result->warnings.size() == 2);  // of the container that was there, and of the trouble
    }
    on.script.clear();
    on.engine.fails_at.reset();
    REQUIRE(on.call());
    CHECK(on.engine.containers.empty());
  }
}

TEST_CASE("stack_run holds whatever call of the file system fails", "[faults]") {
  int calls = 0;
  const auto run = [&](int chosen) {
    Machine on;
    on.files.put("/srv/shop/.env", "APP_KEY=hunter22\n", 0600);
    calls = 0;
    on.files.fault = [&](const std::string&, const Path&) { return calls++ == chosen ? EIO : 0; };
    const auto result = on.call(with_env_file);
    if (!result) {
      CHECK(result.error().message.find("'/srv/shop") != std::string::npos);
      CHECK(on.ran().empty());
    }
    return result.has_value();
  };
  REQUIRE(run(-1));
  const int all = calls;
  REQUIRE(all > 0);
  for (int chosen = 0; chosen < all; ++chosen) CHECK_FALSE(run(chosen));
}

TEST_CASE("stack_run holds whichever program cannot be run", "[faults]") {
  for (int chosen = 0; chosen < 3; ++chosen) {
    Machine on;
    int started = 0;
    const auto config = on.processes.answer;
    on.processes.answer = [&](const Command& command) -> Expected<CommandOutcome> {
      if (started++ == chosen) return fail("cannot start '/bin/docker'");
      return config(command);
    };
    on.processes.answer_tailed = [&](const Command&) -> Expected<TailedOutcome> {
      if (started++ == chosen) return fail("cannot start '/bin/docker'");
      return TailedOutcome{};
    };
    const auto result = on.call({{"commands", {"a", "b"}}});
    const std::string said = result ? result->msg : result.error().message;
    INFO(chosen);
    CHECK(said.find("cannot start '/bin/docker'") != std::string::npos);
    CHECK((!result || result->failed));
    CHECK((result && result->changed) == (chosen > 0));
  }
}
