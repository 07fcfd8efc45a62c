#include "unit/stack_check/machine.hpp"

using namespace slipway;
using namespace slipway::stack_check_test;

TEST_CASE("a user who may not use docker is told so in docker's own words", "[stack_check]") {
  Machine on;
  on.engine_is_down(EACCES);
  on.users.me = {1000, 1000, {}, false};
  const auto result = on.look();
  CHECK(result.failed);
  CHECK(result.msg ==
        "the user deploy may not use docker: permission denied while trying to connect to the Docker daemon "
        "socket; make the "
        "user a member of the group that the engine's socket belongs to (usermod -aG docker deploy, and log "
        "in again), or run "
        "this with become");
  CHECK(result.values["engine"] == false);
  on.users.me.uid = 1234;
  CHECK(on.message().starts_with("the user with the id 1234 may not use docker"));
}

TEST_CASE("an engine that does not answer, and everything else is looked at all the same", "[stack_check]") {
  Machine on;
  on.engine_is_down();
  const auto result = on.look({{"limits", {{"n", -1}}}, {"min_free_mb", 1}});
  CHECK(result.msg ==
        "2 things keep the deploy from working: (1) n is -1; give 0 or more; (2) the engine does not answer "
        "at " +
            on.socket + "; see systemctl status docker, or service docker status");
  CHECK(result.values["compose"] == "2.26.1-4");
  CHECK(result.values["free_mb"].is_null());
}

TEST_CASE("no docker client, and a client without Compose 2", "[stack_check]") {
  Machine on;
  const auto others = on.processes.answer;
  SECTION("no client") {
    on.processes.answer = [&](const Command& command) -> Expected<CommandOutcome> {
      if (command.argv[0] == "docker")
        return fail("the program 'docker' is not in the PATH (/bin); install it on this host", ENOENT);
      return others(command);
    };
    CHECK(on.message() ==
          "there is no docker client on this host: the program 'docker' is not in the PATH (/bin); install "
          "it on this host; "
          "its packages are docker-ce-cli and docker-compose-plugin, or docker-cli and docker-compose in "
          "Debian 13");
  }
  SECTION("no Compose") {
    on.processes.answer = [&](const Command& command) -> Expected<CommandOutcome> {
      if (on.is_version(command))
        return CommandOutcome{1, "", "docker: 'compose' is not a docker command.\n"};
      return others(command);
    };
    CHECK(on.message() ==
          "Docker Compose 2 does not answer on this host: docker compose version says 'docker: 'compose' is "
          "not a docker "
          "command.', which is no version; run it by hand to see what is installed; install it as a plugin "
          "of docker (package "
          "docker-compose-plugin, or docker-compose in Debian 13)");
  }
  SECTION("Compose 1") {
    on.compose_version = "1.29.2";
    CHECK(on.message().starts_with("Docker Compose is 1.29.2 on this host, and 2 is needed; install"));
  }
}

TEST_CASE("the disk is nearly full", "[stack_check]") {
  Machine on;
  on.free_kib = "102400";
  CHECK(on.message({{"min_free_mb", 512}, {"words", "role"}}) ==
        "only 100 MB are free under /var/lib/docker, and 512 are wanted; make room, for instance with docker "
        "image prune, or lower "
        "application_min_free_mb");
  CHECK(on.look().values["free_mb"] == 100);
  on.free_kib = "?";
  const auto result = on.look({{"min_free_mb", 512}});
  CHECK_FALSE(result.failed);
  CHECK(result.warnings.front().starts_with(
      "the room where the engine keeps its data, '/var/lib/docker', cannot be seen from here: df says"));
}

TEST_CASE("an engine's service that does not run is started, and then everything is looked at",
          "[stack_check]") {
  Machine on;
  on.engine_is_down();
  on.on_start = [&] { on.engine.broken.reset(); };
  const Json start{{"start_engine", true}, {"min_free_mb", 1}};

  const auto previewed = on.call(start, true);
  REQUIRE(previewed);
  CHECK(on.started.empty());
  CHECK(previewed->changed);
  CHECK_FALSE(previewed->failed);
  CHECK(previewed->values["engine"] == false);
  CHECK(previewed->msg ==
        "nothing was found that would keep the deploy from working, but the engine was not asked");
  CHECK(previewed->warnings.size() == 1);

  SECTION("with systemd") {
    on.files.put_folder("/run/systemd/system");
    const auto first = on.call(start);
    REQUIRE(first);
    CHECK(on.started == std::vector<std::string>{"systemctl"});
    CHECK(first->changed);
    CHECK(first->msg == all_is_well);
    CHECK(first->values["engine"]["version"] == "26.1.5");
    CHECK(first->warnings.empty());
    const auto second = on.call(start);
    REQUIRE(second);
    CHECK_FALSE(second->changed);
    CHECK(on.started.size() == 1);
  }
  SECTION("without") {
    REQUIRE(on.call(start));
    CHECK(on.started == std::vector<std::string>{"service"});
  }
}

TEST_CASE("a service that does not start is a problem, in the words of what was run", "[stack_check]") {
  Machine on;
  on.engine_is_down(ECONNREFUSED);
  SECTION("at all") {
    on.start_status = 5;
    const auto result = on.call({{"start_engine", true}});
    REQUIRE(result);
    CHECK(result->failed);
    CHECK_FALSE(result->changed);
    CHECK(result->msg.find("the engine's service could not be started: 'service docker start' failed: Unit "
                           "docker.service not found.; see "
                           "systemctl status docker") != std::string::npos);
  }
  SECTION("in time") {
    const auto before = on.clock.ticks;
    const auto result = on.call({{"start_engine", true}});
    REQUIRE(result);
    CHECK(result->failed);
    CHECK(on.clock.ticks - before == std::chrono::seconds(30));
  }
}

TEST_CASE("no service is started for an engine at another socket, or one that this user may not use",
          "[stack_check]") {
  Machine on;
  on.engine_is_down();
  SECTION("another socket") {
    on.system.environment["DOCKER_HOST"] = "unix:///run/user/1000/docker.sock";
  }
  SECTION("no permission") {
    on.engine_is_down(EACCES);
  }
  const auto result = on.call({{"start_engine", true}});
  REQUIRE(result);
  CHECK(result->failed);
  CHECK(on.started.empty());
}
