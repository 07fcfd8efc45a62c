#include <catch2/catch_test_macros.hpp>

#include "unit/stack_run/machine.hpp"

using namespace slipway;
using namespace slipway::stack_run_test;
using ansible::Json;
using Words = std::vector<std::string>;

TEST_CASE("a command runs in a container of its own, and pulls nothing", "[stack_run]") {
  Machine on;
  on.script = {said(0, "migrated\n")};
  const auto result = on.outcome({{"commands", Json::array({Json::array({"php", "-r", "echo $A;"})})}});
  CHECK(result.changed);
  CHECK_FALSE(result.failed);
  CHECK(result.msg == "1 command ran, in containers of their own of service 'app'");
  CHECK(result.values["commands"] == Json::array({{{"argv", {"php", "-r", "echo $A;"}},
                                                   {"rc", 0},
                                                   {"timed_out", false},
                                                   {"said", {"migrated"}},
                                                   {"seconds", 0.0}}}));
  REQUIRE(on.ran().size() == 1);
  CHECK(on.ran()[0] == Words{"run", "--rm", "--no-deps", "-T", "--label", "slipway.command=shop", "app",
                             "php", "-r", "echo $A;"});
  const auto& argv = on.processes.commands.back().argv;
  const auto last_file = std::find(argv.rbegin(), argv.rend(), "-f").base();
  CHECK(on.processes.held.at(*last_file) == R"({"services":{"app":{"pull_policy":"never"}}})");
  CHECK(on.files.changes.empty());
}

TEST_CASE("a variable of the server does not reach the command's Compose", "[stack_run]") {
  Machine on;
  on.outcome({{"environment", {{"APP_ENV", "test"}}}});
  const auto& environment = on.processes.commands.back().environment;
  CHECK(environment == Environment{{"APP_ENV", "test"}, {"PATH", "/bin"}});
  CHECK(on.processes.commands.back().folder == Path("/srv/shop"));
}

TEST_CASE("the first command that fails ends it", "[stack_run]") {
  Machine on;
  on.script = {said(0, ""), said(3, "going\nno such table\n")};
  const auto result = on.outcome({{"commands", {"a", "b --now", "c", "d"}}, {"moment", "before"}});
  CHECK(result.failed);
  CHECK(result.changed);
  CHECK(result.msg ==
        "the command before the deploy in service 'app', b --now, failed with exit code 3; it said last: "
        "going / no such "
        "table; mend what it names, or correct the command; 2 commands after it did not run");
  CHECK(on.ran().size() == 2);
  CHECK(result.values["commands"].size() == 2);
  CHECK(result.values["commands"][1]["rc"] == 3);
}

TEST_CASE("a command that was killed may have lacked memory", "[stack_run]") {
  Machine on;
  on.script = {said(137, "")};
  CHECK(on.outcome({{"moment", "after"}}).msg ==
        "the command after the deploy in service 'app', php artisan migrate, failed with exit code 137 (it "
        "was killed, for "
        "want of memory perhaps); it printed nothing; mend what it names, or correct the command");
}

TEST_CASE("a command that does not end in time has failed, and its container is gone", "[stack_run]") {
  Machine on;
  on.script = {Scripted{{137, true, {"waiting\n", false}}, true, 60}};
  const auto result = on.outcome();
  CHECK(result.failed);
  CHECK(result.msg ==
        "the command in service 'app', php artisan migrate, did not end within 60 s, and was ended; it said "
        "last: waiting; "
        "see what it waits for, or raise timeout");
  CHECK(result.values["commands"][0] == Json{{"argv", {"php", "artisan", "migrate"}},
                                             {"rc", nullptr},
                                             {"timed_out", true},
                                             {"said", {"waiting"}},
                                             {"seconds", 60.0}});
  CHECK(on.engine.containers.empty());
  CHECK(on.processes.commands.back().timeout == std::chrono::seconds(60));
  CHECK(result.warnings.empty());
}

TEST_CASE("without a timeout a command may take any time", "[stack_run]") {
  Machine on;
  on.outcome({{"timeout", 0}});
  CHECK(on.processes.commands.back().timeout == Command::any_time);
}

TEST_CASE("a container that a killed Compose left is gone afterwards", "[stack_run]") {
  Machine on;
  on.script = {leaves_container(137)};
  CHECK(on.outcome().failed);
  CHECK(on.engine.containers.empty());
}

TEST_CASE("what a run that was cut off left goes before anything runs", "[stack_run]") {
  Machine on;
  on.put_command_container("shop-app-run-0");
  on.engine.put(test::container_document("shop-app-1", "app"));
  on.processes.answer_tailed = [&](const Command&) {
    CHECK(on.engine.containers.count("shop-app-run-0") == 0);
    return TailedOutcome{};
  };
  const auto result = on.outcome();
  CHECK(result.warnings ==
        std::vector<std::string>{
            "container 'shop-app-run-0' of a command that was cut off was still there; it was stopped "
            "and removed"});
  CHECK(on.engine.containers.size() == 1);
}

TEST_CASE("nothing runs while an earlier container cannot be removed", "[stack_run]") {
  Machine on;
  on.put_command_container("shop-app-run-0");
  on.engine.refusals["DELETE /containers/shop-app-run-0"] = {500, R"({"message":"busy"})"};
  CHECK(on.refusal({}) ==
        "while clearing away what an earlier run left: cannot remove container 'shop-app-run-0': the engine "
        "refused with "
        "status 500: busy");
  CHECK(on.ran().empty());
}

TEST_CASE("a container that stays is told of", "[stack_run]") {
  Machine on;
  on.script = {leaves_container(0)};
  on.engine.refusals["DELETE /containers/shop-app-run-1"] = {500, R"({"message":"busy"})"};
  const auto result = on.outcome();
  CHECK_FALSE(result.failed);
  CHECK(result.warnings ==
        std::vector<std::string>{
            "the command's container may still be there: cannot remove container 'shop-app-run-1': "
            "the engine refused with status 500: busy; the next run removes it"});
}

TEST_CASE("a secret of the env file shows neither in what was said nor in the words", "[stack_run]") {
  Machine on;
  on.files.put("/srv/shop/.env", "export APP_KEY=hunter22\nPLAIN=seen\n", 0600);
  on.script = {said(1, "the key is hunter22, and seen\n")};
  const auto result = on.outcome(
      {{"commands", {"echo hunter22"}}, {"mask_env_file", "/srv/shop/.env"}, {"mask_keys", {"APP_KEY"}}});
  CHECK(result.values["commands"][0]["said"] == Json{"the key is ********, and seen"});
  CHECK(result.values["commands"][0]["argv"] == Json{"echo", "********"});
  CHECK(result.msg.find("hunter22") == std::string::npos);
  CHECK(result.secrets == std::vector<std::string>{"hunter22"});
}

TEST_CASE("check mode runs nothing and says what would run", "[stack_run]") {
  Machine on;
  on.put_command_container("shop-app-run-0");
  const auto result = on.outcome({{"commands", {"a b", "c"}}, {"moment", "before"}}, true);
  CHECK(result.changed);
  CHECK_FALSE(result.failed);
  CHECK(result.msg == "2 commands would run before the deploy, in containers of their own of service 'app'");
  REQUIRE(result.values["commands"].size() == 2);
  CHECK(result.values["commands"][0]["argv"] == Json{"a", "b"});
  CHECK(result.values["commands"][0]["rc"].is_null());
  CHECK(on.ran().empty());
  CHECK(on.engine.containers.size() == 1);
}

TEST_CASE("a dry run does not fail for want of the image that a real one would have pulled", "[stack_run]") {
  Machine on;
  on.engine.images.clear();
  const auto result = on.outcome({}, true);
  CHECK(result.changed);
  CHECK(result.warnings ==
        std::vector<std::string>{
            "nothing to see yet: the image 'shop/app:v2' of service 'app' is not on this host, and a "
            "command pulls none; pull it first"});
}

TEST_CASE("no command is no change, and asks nobody", "[stack_run]") {
  Machine on;
  for (const bool check : {true, false}) {
    const auto result = on.outcome({{"commands", {"", Json::array()}}, {"moment", "after"}}, check);
    CHECK_FALSE(result.changed);
    CHECK(result.msg == "there is no command to run after the deploy");
  }
  CHECK(on.processes.commands.empty());
  CHECK(on.engine.requests.empty());
}

TEST_CASE("the project's name is Compose's own when none is given", "[stack_run]") {
  Machine on;
  const auto result = on.outcome({{"project_name", nullptr}});
  CHECK(result.values["project"] == "shop");
  CHECK(on.ran()[0][5] == "slipway.command=shop");
}

TEST_CASE("what cannot run is refused before anything does", "[stack_run]") {
  Machine on;
  CHECK(on.refusal({{"service", "ap"}}) ==
        "there is no service 'ap' in the compose files; they have: app, redis");
  CHECK(on.refusal({{"service", "redis"}}) ==
        "the image 'redis' of service 'redis' is not on this host, and a command pulls none; pull it first");
  CHECK(on.refusal({{"service", ""}}) ==
        "service is empty; name the service whose containers the commands run in");
  CHECK(on.refusal({{"timeout", -1}}) == "timeout is -1 s; give 0 for no limit, or up to 604800");
  CHECK(on.refusal({{"files", Json::array()}}) == "files: name at least one compose file");
  CHECK(on.refusal({{"project_name", ""}}) ==
        "project_name is empty; give the Compose project's name, or leave the option out");
  on.compose_config = {1, "", "yaml: line 3: mapping values are not allowed\n"};
  CHECK(on.refusal({}) ==
        "docker compose config refuses the files in '/srv/shop': yaml: line 3: mapping values are not "
        "allowed");
  CHECK(on.ran().empty());
}

TEST_CASE("a docker that cannot be started is told of, with what ran before", "[stack_run]") {
  Machine on;
  int runs = 0;
  on.processes.answer_tailed = [&](const Command&) -> Expected<TailedOutcome> {
    if (++runs == 1) return TailedOutcome{};
    return fail("cannot start '/bin/docker': Resource temporarily unavailable");
  };
  const auto result = on.outcome({{"commands", {"a", "b"}}});
  CHECK(result.failed);
  CHECK(result.changed);
  CHECK(result.msg ==
        "the command in service 'app', b, could not be run: cannot start '/bin/docker': Resource temporarily "
        "unavailable");
  CHECK(result.values["commands"][1]["rc"].is_null());
}

TEST_CASE("each command is told before it runs", "[stack_run][progress]") {
  Machine on;
  on.outcome({{"commands", {"php artisan migrate", "sh -c 'login hunter2'"}}, {"mask", {"hunter2"}}});
  CHECK(on.progress.lines == Words{"running php artisan migrate", "running sh -c login ********"});
  on.progress.lines.clear();
  on.outcome({}, true);
  CHECK(on.progress.lines.empty());
}
