#include "health/watch.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace slipway;
using namespace std::chrono_literals;

namespace {

/// `seconds` into a wait that begins an hour after the containers were started.
Moment at(double seconds) {
  const auto after = std::chrono::duration<double>(seconds);
  return {std::chrono::steady_clock::time_point(10h) +
              std::chrono::duration_cast<std::chrono::steady_clock::duration>(after),
          std::chrono::system_clock::time_point(std::chrono::seconds(1761878104)) +
              std::chrono::duration_cast<std::chrono::system_clock::duration>(after)};
}

Container running(const std::string& service, const std::string& id, const std::string& health = "healthy") {
  Container container;
  container.id = id;
  container.name = "shop-" + service + "-1";
  container.service = service;
  container.created = "2025-10-31T01:35:04Z";
  container.started_at = "2025-10-31T01:35:04Z";
  container.status = "running";
  container.restart_policy = "unless-stopped";
  container.has_healthcheck = true;
  container.health = health;
  return container;
}

HealthState state(HealthWatch& watch, double seconds) {
  return watch.verdict(at(seconds)).state;
}

HealthRules configured(std::map<std::string, ConfiguredService> services) {
  HealthRules rules;
  rules.configured = ComposeServices{"shop", std::move(services)};
  return rules;
}

}  // namespace

TEST_CASE("a stack stands as its worst container", "[health]") {
  HealthWatch watch({}, {running("app", "1"), running("web", "2", "starting")}, at(0));
  CHECK(state(watch, 0) == HealthState::waiting);
  watch.see(running("web", "2"), at(3));
  CHECK(state(watch, 3) == HealthState::ready);
  CHECK(watch.containers()[0].healthy_after == 0.0);
  CHECK(watch.containers()[1].healthy_after == 3.0);
  watch.see(running("app", "1", "unhealthy"), at(4));
  CHECK(state(watch, 4) == HealthState::failed);
  CHECK_FALSE(watch.containers()[0].healthy_after);
}

TEST_CASE("every configured replica has to be there", "[health]") {
  HealthWatch watch(configured({{"app", {1, false}}, {"web", {2, false}}}), {running("web", "1")}, at(0));
  const auto verdict = watch.verdict(at(0));
  CHECK(verdict.state == HealthState::waiting);
  CHECK(verdict.absent ==
        std::vector<std::string>{"service app has no container", "service web has 1 of 2 containers"});
  auto second = running("web", "2");
  second.number = 2;
  watch.see_all({running("web", "1"), second, running("app", "3")}, at(1));
  CHECK(state(watch, 1) == HealthState::ready);
}

TEST_CASE("one-off containers and services that are not configured or asked for are not counted",
          "[health]") {
  auto one_off = running("app", "2", "unhealthy");
  one_off.one_off = true;
  const std::vector<Container> all{running("app", "1"), one_off, running("orphan", "3", "unhealthy")};
  HealthWatch by_files(configured({{"app", {}}}), all, at(0));
  CHECK(state(by_files, 0) == HealthState::ready);
  HealthRules only_app;
  only_app.services = {"app"};
  HealthWatch by_choice(only_app, all, at(0));
  CHECK(state(by_choice, 0) == HealthState::ready);
  CHECK(by_choice.containers().size() == 1);
}

TEST_CASE("a service that was scaled down during the wait was missed until the timeout", "[health]") {
  auto second = running("web", "2");
  second.number = 2;
  HealthWatch watch({}, {running("web", "1"), second}, at(0));
  CHECK(state(watch, 0) == HealthState::ready);
  watch.see_removed("2");
  const auto verdict = watch.verdict(at(1));
  CHECK(verdict.state == HealthState::waiting);
  CHECK(verdict.absent.size() == 1);
  CHECK(verdict.look_again == at(3).steady);
  CHECK(state(watch, 3) == HealthState::ready);
}

TEST_CASE("a service whose only container was removed is waited for", "[health]") {
  HealthWatch watch({}, {running("web", "1"), running("app", "2")}, at(0));
  CHECK(state(watch, 0) == HealthState::ready);
  watch.see_removed("1");
  CHECK(state(watch, 1) == HealthState::waiting);
  CHECK(state(watch, 60) == HealthState::waiting);
}

TEST_CASE("a container without Compose's labels that is renamed was missed under its old name", "[health]") {
  auto plain = running("", "1");
  HealthWatch watch({}, {plain}, at(0));
  plain.name = "other";
  watch.see(plain, at(1));
  CHECK(state(watch, 2) == HealthState::ready);
}

TEST_CASE("a service that is asked for and has no container is waited for", "[health]") {
  HealthRules rules;
  rules.services = {"app", "web"};
  HealthWatch watch(rules, {running("app", "1")}, at(0));
  CHECK(watch.verdict(at(0)).absent ==
        std::vector<std::string>{"service web has no container (the project has containers of: app)"});
  watch.see(running("web", "2"), at(1));
  CHECK(state(watch, 1) == HealthState::ready);
}

TEST_CASE("a container that is replaced is followed", "[health]") {
  HealthWatch watch({}, {running("app", "old")}, at(0));
  SECTION("the new one first, as docker compose up does it") {
    auto fresh = running("app", "new", "");
    fresh.created = "2025-10-31T02:35:05.1Z";
    fresh.status = "created";
    watch.see(fresh, at(1));
    auto stopped = running("app", "old");
    stopped.status = "exited";
    watch.see(stopped, at(2));
    CHECK(state(watch, 9) == HealthState::waiting);
    watch.see_removed("old");
  }
  SECTION("the old one removed first") {
    watch.see_killed("old");
    auto stopped = running("app", "old");
    stopped.status = "exited";
    stopped.exit_code = 143;
    watch.see(stopped, at(1));
    CHECK(state(watch, 1) == HealthState::waiting);
    watch.see_removed("old");
    const auto verdict = watch.verdict(at(9));
    CHECK(verdict.state == HealthState::waiting);
    CHECK(verdict.absent.size() == 1);
  }
  auto healthy = running("app", "new");
  healthy.created = "2025-10-31T02:35:05.1Z";
  watch.see(healthy, at(10));
  CHECK(state(watch, 10) == HealthState::ready);
}

TEST_CASE("a stop by hand that nothing follows is a failure", "[health]") {
  HealthWatch watch({}, {running("app", "1")}, at(0));
  watch.see_killed("1");
  auto stopped = running("app", "1");
  stopped.status = "exited";
  watch.see(stopped, at(1));
  CHECK(watch.verdict(at(1)).look_again == at(3).steady);
  CHECK(state(watch, 3) == HealthState::failed);
}

TEST_CASE("restarts before the wait do not count, unless it is restarting when the wait begins", "[health]") {
  auto calm = running("app", "1");
  calm.restarts = 40;
  auto crashing = running("web", "2");
  crashing.status = "restarting";
  crashing.restarts = 3;
  HealthWatch long_ago({}, {calm}, at(0));
  CHECK(state(long_ago, 0) == HealthState::ready);
  HealthWatch right_now({}, {crashing}, at(0));
  CHECK(state(right_now, 0) == HealthState::failed);
}

TEST_CASE("unhealthy at the start, healthy, then unhealthy again fails at once", "[health]") {
  auto sick = running("app", "1", "unhealthy");
  sick.failing_streak = 3;
  HealthWatch watch({}, {sick, running("web", "2", "starting")}, at(0));
  CHECK(state(watch, 0) == HealthState::waiting);
  watch.see(running("app", "1"), at(1));
  CHECK(state(watch, 1) == HealthState::waiting);
  watch.see(sick, at(2));
  CHECK(state(watch, 2) == HealthState::failed);
}

TEST_CASE("events of others put off the look for one more probe again and again", "[health]") {
  HealthWatch watch({}, {running("app", "1", "unhealthy")}, at(0));
  for (const double seconds : {0.0, 0.4, 0.8}) {
    CHECK(state(watch, seconds) == HealthState::waiting);
    CHECK(watch.due(at(seconds)).empty());
  }
  CHECK(watch.due(at(1.0)) == std::vector<std::string>{"1"});
}

TEST_CASE("without files, a job is known by the labels of those that wait for it", "[health]") {
  auto app = running("app", "1");
  app.depends_on = "redis:service_healthy:true,migrate:service_completed_successfully:false";
  auto migrate = running("migrate", "2");
  migrate.has_healthcheck = false;
  migrate.restart_policy = "on-failure";
  HealthWatch watch({}, {app, migrate}, at(0));
  CHECK(state(watch, 0) == HealthState::waiting);
  migrate.status = "exited";
  watch.see(migrate, at(1));
  CHECK(state(watch, 1) == HealthState::ready);
}

TEST_CASE("a container whose start lies ahead, since the clock was set back, was never ready", "[health]") {
  auto plain = running("app", "1");
  plain.has_healthcheck = false;
  plain.started_at = "2025-10-31T05:00:00Z";
  HealthWatch watch({}, {plain}, at(0));
  CHECK(state(watch, 0) == HealthState::waiting);
  watch.see(plain, at(0.5));
  CHECK(state(watch, 0.5) == HealthState::waiting);
  watch.see(plain, at(1));
  CHECK(state(watch, 1) == HealthState::ready);
  plain.started_at = "2025-10-31T05:00:09Z";  // a start of its own
  watch.see(plain, at(9));
  CHECK(state(watch, 9.5) == HealthState::waiting);
  CHECK(state(watch, 10) == HealthState::ready);
}

TEST_CASE("a successor made after the clock was set back was taken for the older one", "[health]") {
  auto old = running("app", "old", "unhealthy");
  old.created = "2025-10-31T01:50:00Z";
  HealthWatch watch({}, {old}, at(0));
  auto fresh = running("app", "new");
  fresh.created = "2025-10-31T01:40:00Z";
  watch.see(fresh, at(1));
  CHECK(state(watch, 1) == HealthState::ready);
  REQUIRE(watch.containers().size() == 1);
  CHECK(watch.containers()[0].container.id == "new");
}

TEST_CASE("with services, what others need was forgotten", "[health]") {
  auto app = running("app", "1");
  app.depends_on = "migrate:service_completed_successfully:false";
  auto migrate = running("migrate", "2");
  migrate.has_healthcheck = false;
  migrate.restart_policy = "on-failure";
  migrate.status = "exited";
  HealthRules rules;
  rules.services = {"migrate"};
  HealthWatch watch(rules, {app, migrate}, at(0));
  CHECK(state(watch, 0) == HealthState::ready);
}

TEST_CASE("a signal counts as a stop unless servers take it for something else", "[health]") {
  const auto after = [](const std::string& signal, const std::string& stop_signal) {
    auto app = running("app", "1");
    app.stop_signal = stop_signal;
    HealthWatch watch({}, {app}, at(0));
    watch.see_killed("1", signal);
    app.status = "exited";
    watch.see(app, at(1));
    return watch.verdict(at(2.5)).state;  // a stop by hand has two seconds to be replaced
  };
  for (const auto* stop : {"", "15", "9", "3", "2"}) CHECK(after(stop, "") == HealthState::waiting);
  for (const auto* harmless : {"1", "10", "12", "28"}) CHECK(after(harmless, "") == HealthState::failed);
  CHECK(after("28", "SIGWINCH") == HealthState::waiting);
  CHECK(after("28", "WINCH") == HealthState::waiting);
  CHECK(after("28", "28") == HealthState::waiting);
  CHECK(after("1", "SIGWINCH") == HealthState::failed);
}

TEST_CASE("the list shows a restart that no event told of", "[health]") {
  HealthWatch watch({}, {running("app", "1")}, at(0));
  ListedContainer listed;
  listed.id = "1";
  listed.name = "shop-app-1";
  listed.status = "running";
  listed.health = "healthy";
  CHECK(watch.is_up_to_date(listed, at(5)));
  listed.running = 2s;
  CHECK_FALSE(watch.is_up_to_date(listed, at(5)));
}
