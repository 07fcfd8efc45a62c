// Waits that run the containers' own health checks at once.
#include "health/own_checks.hpp"

#include <catch2/catch_test_macros.hpp>

#include "health/wait.hpp"
#include "unit/support/checking_engine.hpp"
#include "unit/support/fake_processes.hpp"
#include "unit/support/fake_users.hpp"
#include "unit/support/memory_files.hpp"
#include "unit/support/unmarked.hpp"

using namespace slipway;
using namespace slipway::test;
using namespace std::chrono_literals;

namespace {

const nlohmann::json starting = {
    {"State", {{"Health", {{"Status", "starting"}, {"FailingStreak", 0}, {"Log", nlohmann::json::array()}}}}},
    {"Config", {{"Healthcheck", {{"Test", {"CMD-SHELL", "check it"}}, {"Timeout", 5000000000}}}}}};

struct Machine {
  FixedClock clock;
  FakeEngine inner{clock};
  CheckingEngine engine{inner, clock};
  FakeEngines engines{engine};
  FakeWeb web{clock};
  MemoryFiles files;
  FakeProcesses processes;
  FakeUsers users;
  System system{files, processes, engines, web, clock, users, {{"PATH", "/bin"}}};
  HealthSettings settings;

  Machine() {
    inner.put(container_document("app", "app", starting));
    settings.project = "shop";
    settings.timeout = 60;
    settings.runs_checks = true;
  }

  HealthResult wait() {
    auto result = wait_until_healthy(settings, system);
    REQUIRE(result);
    result->message = without_marks(result->message);
    return std::move(*result);
  }
};

}  // namespace

TEST_CASE("a check that passes at once counts before the engine's first probe", "[own_checks]") {
  Machine on;
  on.inner.happens(30, "app", "health_status: healthy", {{"State", {{"Health", {{"Status", "healthy"}}}}}});
  const auto result = on.wait();
  CHECK(result.healthy);
  CHECK(result.waited < 0.5);
  CHECK(on.engine.commands == std::vector<nlohmann::json>{{"/bin/sh", "-c", "check it"}});
}

TEST_CASE("without runs_checks the engine's word is waited for", "[own_checks]") {
  Machine on;
  on.settings.runs_checks = false;
  on.inner.happens(30, "app", "health_status: healthy", {{"State", {{"Health", {{"Status", "healthy"}}}}}});
  const auto result = on.wait();
  CHECK(result.healthy);
  CHECK(result.waited >= 30);
  CHECK(on.engine.checked.empty());
}

TEST_CASE("a check that fails is run again a second after it began", "[own_checks]") {
  Machine on;
  on.engine.checks["app"] = {{1}, {1}, {1}, {0}};
  const auto result = on.wait();
  CHECK(result.healthy);
  CHECK(on.engine.checked.size() == 4);
  CHECK(result.waited >= 3);
  CHECK(result.waited < 3.5);
  CHECK_FALSE(on.engine.ran_two_at_once);
}

TEST_CASE("a check that takes long is alone in its container", "[own_checks]") {
  Machine on;
  on.engine.checks["app"] = {{1, 3.5}, {0, 0.1}};
  const auto result = on.wait();
  CHECK(result.healthy);
  CHECK(on.engine.checked.size() == 2);
  CHECK_FALSE(on.engine.ran_two_at_once);
}

TEST_CASE("a check that passes after its own timeout has failed", "[own_checks]") {
  Machine on;
  on.engine.checks["app"] = {{0, 6}, {0, 0.1}};
  const auto result = on.wait();
  CHECK(result.healthy);
  CHECK(on.engine.checked.size() == 2);
  CHECK(result.waited >= 6);
}

TEST_CASE("a check whose end no event tells is asked for", "[own_checks]") {
  Machine on;
  on.engine.checks["app"] = {{0, 0.1, false}};
  const auto result = on.wait();
  CHECK(result.healthy);
  CHECK(result.waited < 1.5);
}

TEST_CASE("what the engine calls unhealthy has failed, whatever was run", "[own_checks]") {
  Machine on;
  on.engine.checks["app"] = {{1}};
  on.inner.happens(7, "app", "health_status: unhealthy",
                   {{"State", {{"Health", {{"Status", "unhealthy"}, {"FailingStreak", 3}}}}}});
  const auto result = on.wait();
  CHECK_FALSE(result.healthy);
  CHECK(result.waited >= 7);
  CHECK(result.waited < 8);
  CHECK(result.message.find("is unhealthy after 3 failed probes") != std::string::npos);
}

TEST_CASE("a check that never passes ends with the timeout, and with what it said", "[own_checks]") {
  Machine on;
  on.settings.timeout = 10;
  on.settings.mask = {"hunter22"};
  on.engine.checks["app"] = {{7, 0.1, true, "no hunter22 here\n"}};
  const auto result = on.wait();
  CHECK_FALSE(result.healthy);
  CHECK(result.message.find("the last health probe failed with code 7 and said: no ******** here") !=
        std::string::npos);
  CHECK(result.containers.at(0).container.probes.back().output == "no ******** here\n");
}

TEST_CASE("a check that hangs is said to hang, and no second one is begun for the evidence", "[own_checks]") {
  Machine on;
  on.settings.timeout = 10;
  on.engine.checks["app"] = {{0, 3600}};
  const auto result = on.wait();
  CHECK_FALSE(result.healthy);
  CHECK(on.engine.checked.size() == 1);
  CHECK(result.message.find("its own health check, run at once, has not ended yet") != std::string::npos);
}

TEST_CASE("a paused container is not probed, and goes on when it does", "[own_checks]") {
  Machine on;
  on.inner.containers["app"]["State"]["Status"] = "paused";
  on.inner.happens(4, "app", "unpause", {{"State", {{"Status", "running"}}}});
  const auto result = on.wait();
  CHECK(result.healthy);
  CHECK(on.engine.checked.size() == 1);
  CHECK(result.waited >= 4);
  CHECK(result.waited < 5);
}

TEST_CASE("a check that the engine refuses to run ends nothing", "[own_checks]") {
  Machine on;
  on.inner.refusals["POST /containers/app/exec"] = {409, R"({"message":"is paused"})"};
  on.settings.timeout = 3;
  on.engine.checks["app"] = {{0}};
  on.inner.happens(2, "app", "pause", {{"State", {{"Status", "paused"}}}});
  CHECK_FALSE(on.wait().healthy);
}

TEST_CASE("a restarted container is probed again", "[own_checks]") {
  Machine on;
  on.settings.stable_for = 10;
  on.inner.happens(3, "app", "die", {{"State", {{"Status", "restarting"}}}, {"RestartCount", 1}});
  on.inner.happens(
      4, "app", "start",
      {{"State", {{"Status", "running"}, {"StartedAt", "2025-10-31T02:35:08Z"}}}, {"RestartCount", 1}});
  const auto result = on.wait();
  CHECK(result.healthy);
  CHECK(on.engine.checked.size() == 2);
  CHECK(result.waited >= 14);
}

TEST_CASE("what a dependent waits for: running is enough for service_started", "[own_checks]") {
  Machine on;
  on.settings.conditions = {{"app", DependencyCondition::started}};
  const auto result = on.wait();
  CHECK(result.healthy);
  CHECK(on.engine.checked.empty());
}

TEST_CASE("what a dependent waits for: service_healthy needs a health check", "[own_checks]") {
  Machine on;
  on.inner.put(container_document("app", "app"));
  on.settings.conditions = {{"app", DependencyCondition::healthy}};
  const auto result = on.wait();
  CHECK_FALSE(result.healthy);
  CHECK(result.message.find("has no health check, and another service waits for it") != std::string::npos);
}

TEST_CASE("what a dependent waits for: service_completed_successfully is exit 0", "[own_checks]") {
  Machine on;
  on.settings.conditions = {{"app", DependencyCondition::completed}};
  on.inner.happens(5, "app", "die", {{"State", {{"Status", "exited"}, {"ExitCode", 0}}}});
  const auto result = on.wait();
  CHECK(result.healthy);
  CHECK(result.waited >= 5);
}
