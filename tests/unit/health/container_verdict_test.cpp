#include "health/container_verdict.hpp"

#include <catch2/catch_test_macros.hpp>

#include "util/foreign.hpp"

using namespace slipway;
using namespace std::chrono_literals;

namespace {

const std::chrono::steady_clock::time_point now{1h};

Container container(const std::string& status, const std::string& policy = "unless-stopped",
                    long exit_code = 0) {
  Container made;
  made.status = status;
  made.restart_policy = policy;
  made.exit_code = exit_code;
  return made;
}

Container with_health(const std::string& health, long failing_streak = 0) {
  Container made = container("running");
  made.has_healthcheck = true;
  made.health = health;
  made.failing_streak = failing_streak;
  if (failing_streak > 0) made.probes.push_back({"t" + std::to_string(failing_streak), 1, "no\n"});
  return made;
}

/// Judged without a history and with the default limits.
ContainerVerdict plain(const Container& made, bool must_complete = false) {
  ContainerVerdict verdict = judge(made, {}, {}, must_complete, now);
  verdict.reason = without_marks(verdict.reason);
  return verdict;
}

}  // namespace

TEST_CASE("an exit that the engine does not follow by a restart is final", "[health]") {
  CHECK(plain(container("exited", "no", 0)).state == HealthState::ready);
  CHECK(plain(container("exited", "no", 1)).reason == "exited with code 1: it has no restart policy");
  CHECK(plain(container("exited", "on-failure", 0)).reason ==
        "exited with code 0: its restart policy on-failure does not restart it after code 0");
  auto used_up = container("exited", "on-failure", 7);
  used_up.maximum_retries = used_up.restarts = 2;
  CHECK(plain(used_up).reason == "exited with code 7: all retries of its restart policy are used up (2)");
  CHECK(plain(container("exited", "always", 0)).state == HealthState::failed);
  CHECK(
      plain(container("exited", "unless-stopped", 143)).reason ==
      "exited with code 143: it was stopped, and the engine restarts no container that was stopped by hand");
  CHECK(plain(container("dead")).state == HealthState::failed);
}

TEST_CASE("a container that ran out of memory says so", "[health]") {
  auto killed = container("exited", "no", 137);
  killed.oom_killed = true;
  CHECK(plain(killed).reason == "ran out of memory and exited with code 137: it has no restart policy");
}

TEST_CASE("a job that lost a child process to memory and ended with 0 had failed", "[health]") {
  auto done = container("exited", "no", 0);
  done.oom_killed = true;
  CHECK(plain(done).state == HealthState::ready);
  CHECK(plain(done, true).state == HealthState::ready);
  auto running = with_health("healthy");
  running.oom_killed = true;
  CHECK(plain(running).state == HealthState::ready);
}

TEST_CASE("a restart loop for want of memory says so", "[health]") {
  auto crashing = container("running", "always");
  crashing.restarts = 3;
  crashing.oom_killed = true;
  CHECK(plain(crashing).reason ==
        "is in a restart loop: the engine restarted it 3 times, and last it ran out of memory");
}

TEST_CASE("an exit that Podman restarts a moment later was final", "[health]") {
  auto exited = container("exited", "on-failure", 1);
  exited.maximum_retries = 3;
  exited.restarts = 2;
  ContainerHistory history;
  history.ended = now;
  const auto early = judge(exited, history, {}, false, now);
  CHECK(early.state == HealthState::waiting);
  CHECK(early.look_again == now + 1s);
  CHECK(judge(exited, history, {}, false, now + 1s).state == HealthState::failed);
  exited.restarts = 3;
  CHECK(judge(exited, history, {}, false, now).state == HealthState::failed);
}

TEST_CASE("a service that others wait for is done when it exits with 0, whatever its policy", "[health]") {
  CHECK(plain(container("exited", "on-failure", 0), true).state == HealthState::ready);
  CHECK(plain(container("exited", "no", 0), true).state == HealthState::ready);
  CHECK(plain(container("exited", "no", 2), true).state == HealthState::failed);
  CHECK(plain(container("running", "no"), true).state == HealthState::waiting);
}

TEST_CASE("a stop by hand during the wait counts when nothing has come after two seconds", "[health]") {
  const auto stopped = container("exited", "unless-stopped", 143);
  const auto history = [](auto ended) {
    ContainerHistory made;
    made.killed = true;
    made.ended = ended;
    return made;
  };
  const auto early = judge(stopped, history(now - 1s), {}, false, now);
  CHECK(early.state == HealthState::waiting);
  CHECK(early.look_again == now + 1s);
  const auto late = judge(stopped, history(now - 2s), {}, false, now);
  CHECK(late.state == HealthState::failed);
  CHECK(late.reason == "was stopped by hand during the wait (exited with code 143)");
}

TEST_CASE("more restarts than allowed during the wait are a restart loop", "[health]") {
  auto crashing = container("restarting", "always", 3);
  ContainerHistory history;
  history.restarts_before = 5;
  crashing.restarts = 7;
  CHECK(judge(crashing, history, {}, false, now).reason == "exited with code 3 and is being restarted");
  crashing.restarts = 8;
  CHECK(judge(crashing, history, {}, false, now).reason ==
        "is in a restart loop: the engine restarted it 3 times, and last it exited with code 3");
  CHECK(judge(crashing, history, {WithoutHealthcheck::running, 3}, false, now).state == HealthState::waiting);
  crashing.status = "running";
  CHECK(judge(crashing, history, {}, false, now).state == HealthState::failed);
}

TEST_CASE("health is waited for, and unhealthy counts at once", "[health]") {
  CHECK(plain(with_health("healthy")).state == HealthState::ready);
  CHECK(plain(with_health("starting")).state == HealthState::waiting);
  CHECK(plain(with_health("")).state == HealthState::waiting);
  CHECK(plain(with_health("starting", 1)).reason ==
        "is running but not healthy yet: the last health probe failed with code 1 and said: no");
  CHECK(plain(with_health("unhealthy", 3)).reason ==
        "is unhealthy after 3 failed probes: the last health probe failed with code 1 and said: no");
}

TEST_CASE("unhealthy as at the start waits for one more probe", "[health]") {
  const auto before = with_health("unhealthy", 3);
  ContainerHistory history;
  history.known_probe = probe_mark(before);
  history.looked = now - 300ms;
  const auto same = judge(before, history, {}, false, now);
  CHECK(same.state == HealthState::waiting);
  CHECK(same.look_again == now + 700ms);
  CHECK(judge(with_health("unhealthy", 4), history, {}, false, now).state == HealthState::failed);
}

TEST_CASE("without a health check it has to run for a while, longer after a restart", "[health]") {
  auto running = container("running");
  ContainerHistory history;
  history.running_since = now - 500ms;
  CHECK(judge(running, history, {}, false, now).look_again == now + 500ms);
  history.running_since = now - 1s;
  CHECK(judge(running, history, {}, false, now).state == HealthState::ready);
  history.restarts_before = running.restarts = 1;
  CHECK(judge(running, history, {}, false, now).state == HealthState::waiting);
  history.running_since = now - 10s;
  CHECK(judge(running, history, {}, false, now).state == HealthState::ready);
}

TEST_CASE("a container without health check can be ignored or refused", "[health]") {
  const HealthLimits ignore{WithoutHealthcheck::ignore, 2};
  const HealthLimits refuse{WithoutHealthcheck::fail, 2};
  CHECK(judge(container("exited", "no", 1), {}, ignore, false, now).state == HealthState::ready);
  CHECK(judge(container("running"), {}, refuse, false, now).state == HealthState::failed);
  CHECK(judge(with_health("healthy"), {}, refuse, false, now).state == HealthState::ready);
  CHECK(judge(container("exited", "no", 0), {}, refuse, true, now).state == HealthState::ready);
  CHECK(judge(container("exited", "no", 1), {}, ignore, true, now).state == HealthState::failed);
}

TEST_CASE("a container that could not be started says why", "[health]") {
  auto created = container("created");
  CHECK(plain(created).reason == "was created but has not been started");
  created.error = "exec: \"nope\": not found";
  CHECK(plain(created).reason == "could not be started: exec: \"nope\": not found");
  CHECK(plain(container("paused")).reason == "is paused; docker unpause lets it go on");
}

TEST_CASE("a container that was stopped was said to have used up its 0 retries", "[health]") {
  auto stopped = container("exited", "on-failure", 143);
  const std::string words =
      "exited with code 143: it was stopped, and the engine restarts no container that was stopped by hand";
  CHECK(plain(stopped).reason == words);  // as many retries as it likes
  stopped.maximum_retries = 3;
  CHECK(plain(stopped).reason == words);
}
