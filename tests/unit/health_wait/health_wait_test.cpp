#include "health_wait/health_wait.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "unit/support/fake_engine.hpp"
#include "unit/support/fake_processes.hpp"
#include "unit/support/fake_users.hpp"
#include "unit/support/memory_files.hpp"

using namespace slipway;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;
using nlohmann::json;
using test::container_document;

namespace {

struct Machine {
  test::FixedClock clock;
  test::FakeEngine engine{clock};
  test::FakeEngines engines{engine};
  test::MemoryFiles files;
  test::FakeProcesses processes;
  test::FakeUsers users;
  System system{files, processes, engines, clock, users, {{"PATH", "/bin"}, {"SECRET", "x"}}};

  Expected<ansible::Result> run(const health_wait::Args& args, bool check = false) {
    TRY_ASSIGN(auto plan, health_wait::plan(args, system));
    if (!check) TRY(health_wait::apply(plan, system));
    return health_wait::report(plan);
  }
};

health_wait::Args by_name() {
  health_wait::Args args;
  args.project_name = "shop";
  return args;
}

health_wait::Args by_files() {
  health_wait::Args args;
  args.project_src = "/srv/shop";
  args.files = {"base.yml"};
  return args;
}

json health(const std::string& status, long failing = 0) {
  json probes = json::array();
  if (failing > 0)
    probes.push_back({{"Start", std::to_string(failing)}, {"ExitCode", 1}, {"Output", "no hunter22\n"}});
  return {{"State", {{"Health", {{"Status", status}, {"FailingStreak", failing}, {"Log", probes}}}}},
          {"Config", {{"Healthcheck", {{"Test", {"CMD", "true"}}}}}}};
}

json state(const std::string& status, long exit_code = 0) {
  return {{"State", {{"Status", status}, {"ExitCode", exit_code}}}};
}

}  // namespace

TEST_CASE("returns at the very event that makes the stack healthy", "[health_wait]") {
  Machine on;
  on.engine.put(container_document("app", "app", health("starting")));
  on.engine.happens(3.25, "app", "health_status: healthy", health("healthy"));
  const auto result = on.run(by_name());
  REQUIRE(result);
  CHECK_FALSE(result->failed);
  CHECK_FALSE(result->changed);
  CHECK(result->values["waited"] == 3.25);
  CHECK(result->values["healthy"] == true);
  CHECK(result->values["services"][0]["healthy_after"] == 3.25);
  CHECK_FALSE(result->values["services"][0].contains("log"));
}

TEST_CASE("subscribes before it looks, so that no event falls between the two", "[health_wait]") {
  Machine on;
  on.engine.put(container_document("app", "app"));
  REQUIRE(on.run(by_name()));
  const auto& requests = on.engine.requests;
  std::size_t subscribed = 0;
  while (requests.at(subscribed).rfind("STREAM", 0) != 0) ++subscribed;
  CHECK_THAT(requests[subscribed], StartsWith("STREAM /events?filters=") && ContainsSubstring("container"));
  CHECK_THAT(requests.at(subscribed + 1), StartsWith("GET /containers/json"));
}

TEST_CASE("an event that is lost is made up for by the look every five seconds", "[health_wait]") {
  Machine on;
  on.engine.put(container_document("app", "app", health("starting")));
  on.engine.happens(1, "app", "", health("healthy"));
  CHECK(on.run(by_name())->values["waited"] == 5.0);
}

TEST_CASE("a failure names the container, the cause, and shows probe and log without secrets",
          "[health_wait]") {
  Machine on;
  on.engine.put(container_document("app", "app", health("starting")));
  on.engine.put(container_document("web", "web"));
  on.engine.logs["app"] = std::string("\2\0\0\0\0\0\0\x1b", 8) + "start\r\npassword hunter22 no\n";
  on.engine.happens(2, "app", "health_status: unhealthy", health("unhealthy", 3));
  auto args = by_name();
  args.mask = {"hunter22"};
  const auto result = on.run(args);
  REQUIRE(result);
  CHECK(result->failed);
  CHECK(result->msg ==
        "project shop cannot become healthy: container app is unhealthy after 3 failed probes: the last "
        "health probe "
        "failed with code 1 and said: no ******** (its log ends with: password ******** no)");
  const auto& app = result->values["services"][0];
  CHECK(app["health"] == "unhealthy");
  CHECK(app["last_probe"] == "no ********\n");
  CHECK(app["log"] == json{"start", "password ******** no"});
  CHECK(result->values["waited"] == 2.0);
  CHECK(result->values["healthy"] == false);
}

TEST_CASE("an exit that is final ends the wait at once", "[health_wait]") {
  Machine on;
  on.engine.put(container_document("job", "job", {{"HostConfig", {{"RestartPolicy", {{"Name", "no"}}}}}}));
  on.engine.put(container_document("app", "app", health("starting")));
  on.engine.happens(0.5, "job", "die", state("exited", 3));
  const auto result = on.run(by_name());
  CHECK(result->failed);
  CHECK(result->values["waited"] == 0.5);
  CHECK(result->values["services"][1]["exit_code"] == 3);
  CHECK_THAT(result->msg, ContainsSubstring("container job exited with code 3: it has no restart policy"));
}

TEST_CASE("a log that cannot be read does not hide the cause", "[health_wait]") {
  Machine on;
  on.engine.put(container_document("app", "app", health("unhealthy", 3)));
  on.engine.happens(2, "app", "", health("unhealthy", 4));
  const auto result = on.run(by_name());
  CHECK(result->failed);
  CHECK(result->values["waited"] == 2.0);
  CHECK(result->values["services"][0]["log_problem"] ==
        "cannot read the log of container 'app': No such thing");
}

TEST_CASE("when time has run out it says what was still waited for", "[health_wait]") {
  Machine on;
  on.engine.put(container_document("app", "app", health("starting")));
  auto args = by_name();
  args.timeout = 7;
  const auto result = on.run(args);
  CHECK(result->failed);
  CHECK(result->values["waited"] == 7.0);
  CHECK_THAT(result->msg,
             StartsWith("project shop is not healthy after 7 s: container app is running but not healthy"));
  args.timeout = 0;
  CHECK(on.run(args)->values["waited"] == 0.0);
}

TEST_CASE("a container that appears during the wait is waited for", "[health_wait]") {
  Machine on;
  on.engine.put(container_document("app", "app", health("starting")));
  on.engine.happens(1, "web", "create", container_document("web", "web", health("starting")));
  on.engine.happens(2, "app", "health_status: healthy", health("healthy"));
  on.engine.happens(4, "web", "health_status: healthy", health("healthy"));
  CHECK(on.run(by_name())->values["waited"] == 4.0);
}

TEST_CASE("a container that is replaced during the wait is followed to its successor", "[health_wait]") {
  Machine on;
  on.engine.put(container_document("old", "app", health("starting")));
  on.engine.happens(1, "old", "kill");
  on.engine.happens(1.5, "old", "die", state("exited", 143));
  on.engine.happens(1.75, "old", "destroy", nullptr);
  on.engine.happens(6, "new", "create", container_document("new", "app", state("created")));
  on.engine.happens(7, "new", "health_status: healthy", json::parse(R"({"State": {"Status": "running"}})"));
  on.engine.happens(8, "new", "health_status: healthy", health("healthy"));
  const auto result = on.run(by_name());
  CHECK_FALSE(result->failed);
  CHECK(result->values["services"].size() == 1);
  CHECK(result->values["services"][0]["name"] == "new");
}

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

TEST_CASE("an engine that is down, or goes away, is an error", "[health_wait]") {
  Machine on;
  on.engine.put(container_document("app", "app", health("starting")));
  on.engine.happens(1, "app", "the stream ends");
  CHECK(on.run(by_name()).error().message ==
        "while waiting for project 'shop': the engine closed the stream");
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
  args.timeout = 1;
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
  args.timeout = -1;
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
  CHECK(message(args) == "environment: the value of A is not a plain value");
}
