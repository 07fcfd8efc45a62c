#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "unit/health_wait/machine.hpp"

using namespace slipway;
using namespace slipway::health_wait_test;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;
using nlohmann::json;
using test::container_document;

TEST_CASE("in check mode it looks once, waits for nothing and fails for nothing", "[health_wait]") {
  Machine on;
  on.engine.put(container_document("app", "app", health("unhealthy", 9)));
  const auto sick = on.run(by_name(), true);
  REQUIRE(sick);
  CHECK_FALSE(sick->failed);
  CHECK(sick->values["healthy"] == false);
  CHECK(sick->values["waited"] == 0.0);
  CHECK(on.clock.ticks == std::chrono::steady_clock::time_point{});
  on.engine.containers.clear();
  CHECK(on.run(by_name(), true)->values["services"].empty());
  on.engine.broken = Error{"the engine does not answer", 0};
  const auto down = on.run(by_name(), true);
  REQUIRE(down);
  CHECK_FALSE(down->failed);
  CHECK_THAT(down->warnings.at(0), ContainsSubstring("the engine does not answer"));
}

TEST_CASE("an engine that is down when the wait begins is an error at once", "[health_wait]") {
  Machine on;
  on.engine.put(container_document("app", "app", health("starting")));
  on.engine.broken = Error{"the engine does not answer", 0};
  CHECK(on.run(by_name()).error().message ==
        "cannot read the containers of project 'shop': the engine does not answer");
}

TEST_CASE("a project without containers is an error", "[health_wait]") {
  Machine on;
  CHECK_THAT(on.run(by_name()).error().message, StartsWith("project 'shop' has no containers to wait for"));
}

TEST_CASE("with files, compose says what must be there", "[health_wait]") {
  Machine on;
  on.processes.answer = [](const Command&) {
    return CommandOutcome{0, "name: shop\nservices:\n  app: {}\n  web: {scale: 2}\n", ""};
  };
  on.engine.put(container_document("app", "app"));
  on.engine.put(container_document("web", "web"));
  auto args = by_files();
  args.health_timeout = 1;
  args.environment = {{"TAG", 5}, {"UNSET", nullptr}};
  const auto result = on.run(args);
  REQUIRE(result);
  CHECK(result->failed);
  CHECK(result->msg == "project shop is not healthy after 1 s: service web has 1 of 2 containers");
  CHECK(result->values["project"] == "shop");
  const Command& command = on.processes.commands.at(0);
  CHECK(command.argv.back() == "config");
  CHECK(command.environment == Environment{{"PATH", "/bin"}, {"TAG", "5"}});
  args.services = {"app"};
  CHECK_FALSE(on.run(args)->failed);
  args.services = {"mail"};
  CHECK(on.run(args).error().message ==
        "there is no service 'mail' in the compose files; they have: app, web");
}

TEST_CASE("what compose refuses is said without its warnings and secrets", "[health_wait]") {
  Machine on;
  on.processes.answer = [](const Command&) {
    return CommandOutcome{
        15, "",
        "time=\"x\" level=warning msg=\"unset\"\nservices.app.image must be a string, not hunter22\n"};
  };
  auto args = by_files();
  args.mask = {"hunter22"};
  CHECK(on.run(args).error().message ==
        "docker compose config refuses the files in '/srv/shop': services.app.image must be a string, not "
        "********");
  CHECK_FALSE(on.run(args, true)->failed);
}

TEST_CASE("options that make no sense are refused, in check mode too", "[health_wait]") {
  Machine on;
  const auto message = [&](const health_wait::Args& args) { return on.run(args, true).error().message; };
  auto args = by_name();
  args.health_timeout = -1;
  CHECK(message(args) == "timeout is -1 s; give 0 to 604800");
  args = by_name();
  args.max_restarts = -1;
  CHECK(message(args) == "max_restarts is negative; give 0 or more");
  args = by_name();
  args.log_lines = -1;
  CHECK(message(args) == "log_lines is negative; give 0 or more");
  args = by_name();
  args.files = {"a.yml"};
  CHECK_THAT(message(args), StartsWith("files is given without project_src"));
  args = by_files();
  args.files.clear();
  CHECK_THAT(message(args), StartsWith("project_src is given without files"));
  args = by_name();
  args.environment = {{"A", {1}}};
  CHECK(message(args) == "environment: the value of 'A' is a list or a dict; give a plain value");
}

TEST_CASE("an empty project_name was taken for a project", "[health_wait]") {
  Machine on;
  auto args = by_name();
  args.project_name = "";
  CHECK(on.run(args, true).error().message ==
        "project_name is empty; give the Compose project's name, or project_src with files instead");
}

TEST_CASE("a docker compose config that hung was not bound by the timeout", "[health_wait]") {
  Machine on;
  using namespace std::chrono_literals;
  on.processes.answer = [&](const Command& command) -> Expected<CommandOutcome> {
    on.clock.advance(command.timeout);
    return fail("'docker' did not end within 8 s and was stopped");
  };
  auto args = by_files();
  args.health_timeout = 7;
  CHECK(on.run(args).error().message ==
        "reading the compose files in '/srv/shop': 'docker' did not end within 8 s and was stopped");
  CHECK(on.processes.commands.at(0).timeout == 8s);
  args.health_timeout = 604800;
  CHECK_FALSE(on.run(args));
  CHECK(on.processes.commands.at(1).timeout == 600s);
}

TEST_CASE("what docker compose config takes counts inside the timeout", "[health_wait]") {
  Machine on;
  using namespace std::chrono_literals;
  on.engine.put(container_document("app", "app", health("starting")));
  on.processes.answer = [&](const Command&) {
    on.clock.advance(4s);
    return CommandOutcome{0, "name: shop\nservices:\n  app: {}\n", ""};
  };
  auto args = by_files();
  args.health_timeout = 6;
  CHECK(on.run(args)->values["waited"] == 6.0);
  args.health_timeout = 3;
  CHECK(on.run(args)->values["waited"] == 4.0);
}

TEST_CASE("an unknown service was not named", "[health_wait]") {
  Machine on;
  on.engine.put(container_document("app", "app"));
  on.engine.put(container_document("web", "web"));
  auto args = by_name();
  args.services = {"mail"};
  CHECK(on.run(args).error().message ==
        "project 'shop' has no container of mail; it has containers of: app, web; correct services, or bring "
        "those up first");
  args.services = {"app", "mail"};
  args.health_timeout = 3;
  CHECK(
      on.run(args)->msg ==
      "project shop is not healthy after 3 s: service mail has no container (the project has containers of: "
      "app, web)");
}
