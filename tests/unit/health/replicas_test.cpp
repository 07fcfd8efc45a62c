// Services with more containers than they should have.
#include "health/replicas.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "health/watch.hpp"

using namespace slipway;
using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;

namespace {

using Texts = std::vector<std::string>;

/// `seconds` into a wait that begins an hour after the containers were made.
Moment at(double seconds) {
  const auto after = std::chrono::duration<double>(seconds);
  return {std::chrono::steady_clock::time_point(10h) +
              std::chrono::duration_cast<std::chrono::steady_clock::duration>(after),
          std::chrono::system_clock::time_point(std::chrono::seconds(1761878104)) +
              std::chrono::duration_cast<std::chrono::system_clock::duration>(after)};
}

/// Of service app, running well; its id is its name.
Container app(const std::string& name, long number = 1) {
  Container container;
  container.id = container.name = name;
  container.service = "app";
  container.image = "shop/app:v2";
  container.number = number;
  container.numbered = true;
  container.created = "2025-10-31T01:35:03Z";
  container.started_at = "2025-10-31T01:35:04Z";
  container.status = "running";
  container.restart_policy = "unless-stopped";
  container.has_healthcheck = true;
  container.health = "healthy";
  return container;
}

Container in_state(Container container, const std::string& status) {
  container.status = status;
  if (status != "running") container.health = "";
  return container;
}

/// One that was made to replace another and never ran, a minute before the wait unless `created` says when.
Container half_made(const std::string& name = "0123456789ab_app", long number = 1,
                    const std::string& created = "2025-10-31T02:34:04Z") {
  Container container = in_state(app(name, number), "created");
  container.created = created;
  container.started_at = "0001-01-01T00:00:00Z";
  return container;
}

HealthRules configured(long replicas) {
  HealthRules rules;
  rules.configured = ComposeServices{"shop", {{"app", {replicas, false}}}};
  return rules;
}

Texts names(const HealthWatch& watch) {
  Texts found;
  for (const auto& watched : watch.containers()) found.push_back(watched.container.name);
  return found;
}

const std::string left_over_words =
    "container 0123456789ab_app of service app was created but never started: a docker compose up that was "
    "cut "
    "off has left it over; it does not count, and docker rm 0123456789ab_app removes it";

}  // namespace

TEST_CASE("a leftover that was only created made the wait fail beside the one healthy container",
          "[replicas]") {
  for (const auto& rules : {HealthRules{}, configured(1)}) {
    HealthWatch watch(rules, {app("app"), half_made()}, at(0));
    const auto verdict = watch.verdict(at(0));
    CHECK(verdict.state == HealthState::ready);
    CHECK(verdict.warnings == Texts{left_over_words});
    CHECK(names(watch) == Texts{"app"});
  }
}

TEST_CASE("a leftover that could not be started is one all the same", "[replicas]") {
  auto made = half_made("0123456789ab_app", 1, "2025-10-31T02:35:04Z");
  made.error = "port is already allocated";
  HealthWatch watch({}, {app("app"), made}, at(0));
  CHECK(watch.verdict(at(0)).state == HealthState::ready);
}

TEST_CASE("one that was made just now may be about to replace another, for twelve seconds", "[replicas]") {
  HealthWatch watch(configured(1), {app("app"), half_made("0123456789ab_app", 1, "2025-10-31T02:35:02Z")},
                    at(0));
  const auto verdict = watch.verdict(at(0));
  CHECK(verdict.state == HealthState::waiting);
  CHECK(verdict.look_again == at(10).steady);
  CHECK(names(watch) == Texts{"0123456789ab_app"});
  CHECK(watch.containers()[0].verdict.reason == "was created but has not been started");
  SECTION("then it is left over") {
    CHECK(watch.verdict(at(10)).state == HealthState::ready);
    CHECK(names(watch) == Texts{"app"});
  }
  SECTION("and at the end of the wait nothing more is expected of it") {
    CHECK(watch.verdict(at(5), true).warnings == Texts{left_over_words});
    CHECK(watch.verdict(at(5), true).state == HealthState::ready);
  }
  SECTION("while the old one is being stopped it counts, however long that takes") {
    watch.see_killed("app");
    CHECK(watch.verdict(at(60), true).state == HealthState::waiting);
    watch.see(in_state(app("app"), "exited"), at(60));
    CHECK(watch.verdict(at(61)).state == HealthState::waiting);
    CHECK(watch.verdict(at(62)).state == HealthState::failed);
    watch.see_removed("app");
    CHECK(watch.verdict(at(62)).state == HealthState::waiting);
  }
  SECTION("gone again, it is not missed") {
    watch.see_removed("0123456789ab_app");
    CHECK(watch.verdict(at(1)).state == HealthState::ready);
    CHECK(watch.verdict(at(1)).warnings.empty());
  }
}

TEST_CASE("a leftover that is started during the wait is one too many", "[replicas]") {
  HealthWatch watch({}, {app("app"), half_made()}, at(0));
  watch.see(app("0123456789ab_app"), at(3));
  CHECK(watch.verdict(at(3)).state == HealthState::waiting);
  CHECK(watch.verdict(at(15)).state == HealthState::failed);
  watch.see_removed("app");
  CHECK(watch.verdict(at(16)).state == HealthState::ready);
}

TEST_CASE("a leftover is no replica: the one that it should have replaced is missed", "[replicas]") {
  HealthWatch watch(configured(2), {app("app"), half_made()}, at(0));
  const auto verdict = watch.verdict(at(0));
  CHECK(verdict.state == HealthState::waiting);
  CHECK(verdict.absent == Texts{"service app has 1 of 2 containers"});
  CHECK(verdict.warnings == Texts{left_over_words});
}

TEST_CASE("a leftover alone is what there is of its service", "[replicas]") {
  for (const auto& rules : {HealthRules{}, configured(1)}) {
    HealthWatch watch(rules, {half_made()}, at(0));
    CHECK(watch.verdict(at(60)).state == HealthState::waiting);
    CHECK(watch.containers()[0].verdict.reason == "was created but has not been started");
  }
}

TEST_CASE("a leftover of a replica beyond those configured is none", "[replicas]") {
  const std::vector<Container> all{app("app-1"), half_made("0123456789ab_app-2", 2)};
  for (const auto& rules : {HealthRules{}, configured(1)}) {
    HealthWatch watch(rules, all, at(0));
    CHECK(watch.verdict(at(0)).state == HealthState::ready);
    CHECK(watch.verdict(at(0)).warnings.size() == 1);
  }
  HealthWatch wanted(configured(2), all, at(0));
  CHECK(wanted.verdict(at(0)).state == HealthState::waiting);
  HealthWatch no_leftover({}, {app("app-1"), half_made("app-2", 2)}, at(0));
  CHECK(no_leftover.verdict(at(0)).state == HealthState::waiting);
}

TEST_CASE("two that run where one is configured passed unnoticed", "[replicas]") {
  auto old = app("0123456789ab_app");
  old.image = "shop/app:v1";
  const std::string runs = "app (image shop/app:v2, since 2025-10-31T01:35:04Z)";
  for (const long number : {1, 2}) {
    old.number = number;
    HealthWatch watch(configured(1), {app("app"), old}, at(0));
    const auto early = watch.verdict(at(0));
    CHECK(early.state == HealthState::waiting);
    CHECK(early.look_again == at(12).steady);
    CHECK(watch.verdict(at(0), true).state == HealthState::waiting);
    const auto late = watch.verdict(at(12));
    CHECK(late.state == HealthState::failed);
    REQUIRE(late.too_many.size() == 1);
    CHECK_THAT(late.too_many[0],
               StartsWith("service app is configured for 1 container and runs 2: ") &&
                   ContainsSubstring(runs) &&
                   ContainsSubstring("0123456789ab_app (image shop/app:v1, since 2025-10-31T01:35:04Z)") &&
                   ContainsSubstring("; remove what is not wanted with docker rm --force NAME"));
  }
}

TEST_CASE("two that run with one number are one too many, whatever is configured", "[replicas]") {
  for (const auto& rules : {HealthRules{}, configured(2)}) {
    HealthWatch watch(rules, {app("app"), app("0123456789ab_app")}, at(0));
    watch.verdict(at(0));
    const auto late = watch.verdict(at(12));
    CHECK(late.state == HealthState::failed);
    REQUIRE(late.too_many.size() == 1);
    CHECK_THAT(late.too_many[0], StartsWith("service app runs more than one container with the number 1: "));
  }
  auto plain = app("by-hand");
  plain.numbered = false;
  HealthWatch unnumbered({}, {app("app"), plain}, at(0));
  CHECK(unnumbered.verdict(at(0)).state == HealthState::ready);
}

TEST_CASE("a service that is scaled down while we wait had too many only for a moment", "[replicas]") {
  HealthWatch watch(configured(1), {app("app-1"), app("app-2", 2)}, at(0));
  CHECK(watch.verdict(at(0)).state == HealthState::waiting);
  watch.see_removed("app-2");
  CHECK(watch.verdict(at(5)).state == HealthState::ready);
  watch.see(app("app-3", 3), at(20));
  CHECK(watch.verdict(at(20)).state == HealthState::waiting);
}

TEST_CASE("a service that is scaled to none has one too many as soon as it runs", "[replicas]") {
  HealthWatch watch(configured(0), {app("app")}, at(0));
  watch.verdict(at(0));
  CHECK(watch.verdict(at(12)).state == HealthState::failed);
  HealthWatch stopped(configured(0), {in_state(app("app"), "exited")}, at(0));
  CHECK(stopped.verdict(at(0)).state == HealthState::ready);
  CHECK(stopped.verdict(at(0)).warnings.size() == 1);
}

TEST_CASE("what is left of an earlier run and does not run is named and does not count", "[replicas]") {
  for (const auto* status : {"exited", "dead"}) {
    auto old = in_state(app("old"), status);
    old.created = "2025-10-30T00:00:00Z";
    for (const auto& rules : {HealthRules{}, configured(1)}) {
      HealthWatch watch(rules, {app("app"), old}, at(0));
      CHECK(watch.verdict(at(0)).state == HealthState::ready);
      CHECK(watch.verdict(at(0)).warnings ==
            Texts{"container old of service app is one more than there should be; it does not run (" +
                  std::string(status) + ") and does not count, and docker rm --force old removes it"});
    }
  }
  HealthWatch going({}, {app("app"), in_state(app("old"), "removing")}, at(0));
  CHECK(going.verdict(at(0)).state == HealthState::ready);
  CHECK(going.verdict(at(0)).warnings.empty());
}

TEST_CASE("a newer one that is dead does not stand for its number", "[replicas]") {
  auto dead = in_state(app("dead"), "dead");
  dead.created = "2025-10-31T02:00:00Z";
  HealthWatch watch({}, {app("app"), dead}, at(0));
  CHECK(watch.verdict(at(0)).state == HealthState::ready);
}

TEST_CASE("a newer one that exited stands for its number", "[replicas]") {
  auto crashed = in_state(app("app"), "exited");
  crashed.created = "2025-10-31T02:00:00Z";
  crashed.exit_code = 1;
  crashed.restart_policy = "no";
  HealthWatch watch(configured(1), {app("old"), crashed}, at(0));
  CHECK(watch.verdict(at(0)).state == HealthState::failed);
}

TEST_CASE("a replica that has crashed counts unless enough others are there", "[replicas]") {
  auto crashed = in_state(app("app-2", 2), "exited");
  crashed.exit_code = 1;
  crashed.restart_policy = "no";
  HealthWatch two(configured(2), {app("app-1"), crashed}, at(0));
  CHECK(two.verdict(at(0)).state == HealthState::failed);
  HealthWatch enough(configured(2), {app("app-1"), crashed, app("app-3", 3)}, at(0));
  CHECK(enough.verdict(at(0)).state == HealthState::ready);
  CHECK(enough.verdict(at(0)).warnings.size() == 1);
}

TEST_CASE("replicas of an old and a new configuration side by side passed unnoticed", "[replicas]") {
  auto old = app("app-1");
  old.config_hash = "old";
  auto fresh = app("app-2", 2);
  fresh.config_hash = "new";
  for (const auto& rules : {HealthRules{}, configured(2)}) {
    HealthWatch watch(rules, {old, fresh}, at(0));
    const auto verdict = watch.verdict(at(0));
    CHECK(verdict.state == HealthState::ready);
    REQUIRE(verdict.warnings.size() == 1);
    CHECK_THAT(
        verdict.warnings[0],
        StartsWith("containers of service app were made from different configurations: app-1 (image "));
  }
  fresh.config_hash = "old";
  HealthWatch alike({}, {old, fresh}, at(0));
  CHECK(alike.verdict(at(0)).warnings.empty());
}
