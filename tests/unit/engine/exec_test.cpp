// Commands inside a container, as the engine takes and answers them.
#include "engine/exec.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cerrno>

#include "unit/support/scripted_engine.hpp"
#include "unit/support/unmarked.hpp"

using namespace slipway;
using Catch::Matchers::ContainsSubstring;
using nlohmann::json;
using test::ScriptedEngine;

namespace {

std::string frame(char stream, const std::string& text) {
  return std::string{stream, 0, 0, 0, 0, 0, 0, static_cast<char>(text.size())} + text;
}

ScriptedEngine engine_with_app() {
  ScriptedEngine engine;
  engine.missing = R"({"message":"No such container: app"})";
  engine.answers["POST /containers/app/exec"] = {201, R"({"Id":"e1"})"};
  engine.answers["POST /exec/e1/start"] = {200, frame(1, "pong\n") + frame(2, "slow\n")};
  engine.answers["GET /exec/e1/json"] = {200, R"({"Running":false,"ExitCode":3})"};
  return engine;
}

TEST_CASE("a command is started with the container's own user, folder and environment, and not waited for",
          "[engine]") {
  auto engine = engine_with_app();
  CHECK(*start_exec(engine, "app", {"redis-cli", "ping"}) == "e1");
  REQUIRE(engine.asked.size() == 2);
  CHECK(engine.asked[0].second ==
        json{{"Cmd", {"redis-cli", "ping"}}, {"AttachStdout", true}, {"AttachStderr", true}});
  CHECK(engine.asked[1].second == json{{"Detach", true}, {"Tty", false}});
  CHECK(inspect_exec(engine, "e1")->exit_code == 3);
  CHECK_FALSE(inspect_exec(engine, "e1")->running);
}

TEST_CASE("a command that is run to its end gives both of its outputs in their order", "[engine]") {
  auto engine = engine_with_app();
  const auto output = run_exec(engine, "app", {"false"});
  CHECK(output->said == "pong\nslow\n");
  CHECK(output->exit_code == 3);
}

TEST_CASE("a container that does not run may do so later, one that is gone will not", "[engine]") {
  auto engine = engine_with_app();
  engine.answers["POST /containers/app/exec"] = {409, R"({"message":"Container app is paused"})"};
  const auto paused = start_exec(engine, "app", {"true"});
  CHECK(test::message_of(paused) ==
        "no command can be run in container 'app': the engine refused with status 409: Container app is "
        "paused");
  CHECK(paused.error().may_pass);

  const auto gone = start_exec(engine, "web", {"true"});
  CHECK_THAT(gone.error().message, ContainsSubstring("No such container"));
  CHECK_FALSE(gone.error().may_pass);
}

TEST_CASE("a command that takes longer than the engine's connection is no fault of the engine", "[engine]") {
  auto engine = engine_with_app();
  engine.errors["POST /exec/e1/start"] = Error{"the engine took longer", ETIMEDOUT};
  const auto output = run_exec(engine, "app", {"sleep", "100"});
  CHECK(ending_text("its check", output, {}) ==
        "its check: it takes longer than it may, and runs on in container 'app'");
  engine.errors["POST /exec/e1/start"] = Error{"the engine is away"};
  CHECK(run_exec(engine, "app", {"true"}).error().message ==
        "no command can be run in container 'app': the engine is away");
}

TEST_CASE("odd answers to a command are errors", "[engine]") {
  auto engine = engine_with_app();
  for (const std::string body : {"", "{}", "[]", "null", R"({"Id":5})"}) {
    engine.answers["POST /containers/app/exec"] = {201, body};
    CHECK_THAT(start_exec(engine, "app", {"true"}).error().message, ContainsSubstring("has no Id"));
  }
  engine.answers.erase("GET /exec/e1/json");
  CHECK_THAT(inspect_exec(engine, "e1").error().message, ContainsSubstring("does not know any more"));
}

}  // namespace
