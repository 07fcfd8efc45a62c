// Which way a service is replaced in a rolling deploy, without any I/O.
#include "changes/replacement.hpp"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>

using namespace slipway;

namespace {

using Action = ServiceChange::Action;
using Kind = ChangeReason::Kind;

const std::string anonymous(64, 'a');

Container replica(long number, const std::string& hash = "old", const std::string& service = "app") {
  Container made;
  made.id = made.name = "shop-" + service + "-" + std::to_string(number);
  made.service = service;
  made.number = number;
  made.image = "framework:v1";
  made.config_hash = hash;
  made.status = "running";
  return made;
}

/// One service, app, whose one container is to be replaced.
struct Stack {
  UpForecast forecast;

  Stack() {
    forecast.rules.is_rolling = true;
    forecast.next.model.project = "shop";
    app().image = "framework:v1";
    forecast.next.hashes["app"] = "new";
    forecast.containers = {replica(1)};
  }

  ServiceModel& app() { return forecast.next.model.services["app"]; }

  ServiceChange change() const {
    const auto changes = service_changes(forecast);
    const auto found =
        std::find_if(changes.begin(), changes.end(), [](const auto& one) { return one.service == "app"; });
    REQUIRE(found != changes.end());
    return *found;
  }

  std::optional<Replacement> way() const { return replacement_of(forecast, change()); }

  /// Why it is stop-first; fails when it is not.
  std::string why_stopped() const {
    const auto found = way();
    REQUIRE(found);
    CHECK_FALSE(found->start_first);
    return found->why;
  }

  static std::vector<std::string> names(const std::vector<const Container*>& containers) {
    std::vector<std::string> found;
    for (const auto* container : containers) found.push_back(container->name);
    return found;
  }

  std::vector<std::string> staying() const { return names(rolling_containers(forecast, change()).staying); }
  std::vector<std::string> going() const { return names(rolling_containers(forecast, change()).going); }
};

}  // namespace

TEST_CASE("a service whose containers can run side by side is replaced start-first", "[replacement]") {
  Stack on;
  const auto found = on.way();
  REQUIRE(found);
  CHECK(found->start_first);
  CHECK(found->why == "two of its containers can run side by side");
}

TEST_CASE("a service that is not replaced has no way of it", "[replacement]") {
  Stack on;
  on.forecast.next.hashes["app"] = "old";
  CHECK_FALSE(on.way());  // it stays
  on.app().replicas = 2;
  CHECK(on.change().action == Action::scale);
  CHECK_FALSE(on.way());
  on.forecast.containers.clear();
  CHECK(on.change().action == Action::create);
  CHECK_FALSE(on.way());
}

TEST_CASE("a service of which nothing runs has nothing that could be away", "[replacement]") {
  Stack on;
  for (const char* status : {"exited", "created", "dead"}) {
    on.forecast.containers[0].status = status;
    CHECK_FALSE(on.way());
  }
  on.forecast.containers.push_back(replica(2));
  on.app().replicas = 2;
  CHECK(on.way());
}

TEST_CASE("a service that others wait for to end is run, and not replaced side by side", "[replacement]") {
  Stack on;
  on.forecast.next.model.services["web"].depends_on = {{"app", DependencyCondition::completed}};
  CHECK_FALSE(on.way());
  on.forecast.next.model.services["web"].depends_on = {{"app", DependencyCondition::healthy}};
  CHECK(on.way());
}

TEST_CASE("what two containers cannot have at once is stop-first, whatever update_config says",
          "[replacement]") {
  Stack on;
  on.app().replacement.update.order = "start-first";
  on.app().replacement.alone = {"its container_name is shop-app", "it publishes port 80"};
  CHECK(on.why_stopped() == "its container_name is shop-app, and it publishes port 80");
}

TEST_CASE("a shared namespace is stop-first on both sides", "[replacement]") {
  Stack sharer;
  sharer.app().replacement.update.order = "start-first";
  sharer.app().shares = {"vpn", "data"};
  CHECK(sharer.why_stopped() == "it shares a namespace or volumes with vpn, data");
  Stack owner;
  owner.app().replacement.update.order = "start-first";
  owner.forecast.next.model.services["sidecar"].shares = {"app"};
  CHECK(owner.why_stopped() == "service sidecar shares its namespace or volumes");
}

TEST_CASE("a service whose new containers are there already loses its old ones, whatever forbids two",
          "[replacement]") {
  Stack on;
  on.forecast.containers = {replica(1), replica(2, "new")};
  on.app().replacement.alone = {"its container_name is shop-app"};
  on.app().replacement.update.order = "stop-first";
  for (const ComposeVersion& version : {ComposeVersion{2, 26}, ComposeVersion{2, 40}}) {
    on.forecast.rules.compose = version;  // of which one recreates, and one scales down
    REQUIRE(on.way());
    CHECK(on.way()->start_first);
    CHECK(on.way()->why == "its new containers are there already");
  }
  on.app().replicas = 2;
  CHECK_FALSE(on.way()->start_first);
}

TEST_CASE("a service that is scaled down and does not change is not replaced", "[replacement]") {
  Stack on;
  on.forecast.containers = {replica(1, "new"), replica(2, "new")};
  REQUIRE(on.change().action == Action::scale);
  CHECK_FALSE(on.way());
}

TEST_CASE("a service that is scaled up at the same time is start-first", "[replacement]") {
  Stack on;
  on.app().replicas = 3;
  REQUIRE(on.change().action == Action::recreate);
  REQUIRE(on.way());
  CHECK(on.way()->start_first);
}

TEST_CASE("update_config.order decides, also about what is written in common", "[replacement]") {
  Stack on;
  on.app().replacement.update.order = "stop-first";
  CHECK(on.why_stopped() == "update_config.order says so");
  on.app().replacement.update.order = "start-first";
  on.app().replacement.written = {"volume data"};
  REQUIRE(on.way());
  CHECK(on.way()->start_first);
  CHECK(on.way()->why == "update_config.order says so");
}

TEST_CASE("a service that writes to volumes or folders is stop-first, and the way out is told",
          "[replacement]") {
  Stack on;
  on.app().replacement.written = {"volume data", "folder /srv/uploads"};
  CHECK(
      on.why_stopped() ==
      "it writes to volume data, folder /srv/uploads, where two may do harm; when they may not, say so with "
      "deploy.update_config.order: start-first");
}

TEST_CASE("an anonymous volume, which a new container would not have, is stop-first", "[replacement]") {
  Stack on;
  on.forecast.containers[0].volumes = {"shop_cache", anonymous};
  CHECK(on.why_stopped().starts_with("it writes to an anonymous volume, where"));
  for (const auto& named : {anonymous.substr(1), "g" + anonymous.substr(1), anonymous + "a"}) {
    on.forecast.containers[0].volumes = {named};
    CHECK(on.way()->start_first);
  }
}

TEST_CASE("containers that are as they shall be and run stay, and all others of the service go",
          "[replacement]") {
  Stack on;
  on.app().replicas = 3;
  on.forecast.containers = {replica(1), replica(2, "new"), replica(3), replica(4, "new")};
  on.forecast.containers[3].status = "exited";
  on.forecast.containers.push_back(replica(5));
  on.forecast.containers.back().one_off = true;
  on.forecast.containers.push_back(replica(1, "old", "web"));
  CHECK(on.staying() == std::vector<std::string>{"shop-app-2"});
  CHECK(on.going() == std::vector<std::string>{"shop-app-1", "shop-app-3", "shop-app-4"});
}

TEST_CASE("of both that a run that was cut off has left, the old one goes, whichever Compose would take away",
          "[replacement]") {
  Stack on;
  on.forecast.containers = {replica(1), replica(2, "new")};
  for (const ComposeVersion& compose : {ComposeVersion{2, 30}, ComposeVersion{2, 40}}) {
    on.forecast.rules.compose = compose;
    ServiceChange change = on.change();
    name_those_that_go(on.forecast, change);
    CHECK(change.action == Action::scale);
    CHECK(change.removed == std::vector<std::string>{"shop-app-1"});
    REQUIRE(change.reasons.size() == 1);
    CHECK(change.reasons[0].kind == Kind::scale);
  }
  on.app().replicas = 2;
  on.forecast.containers = {replica(1), replica(2, "new"), replica(3, "new"), replica(4, "new")};
  ServiceChange change = on.change();
  name_those_that_go(on.forecast, change);
  CHECK(change.removed == std::vector<std::string>{"shop-app-1", "shop-app-4"});
}

TEST_CASE("which of several old containers has no successor is not said", "[replacement]") {
  Stack on;
  on.app().replicas = 2;
  on.forecast.rules.compose = {2, 30};
  on.forecast.containers = {replica(1), replica(2), replica(3, "new")};
  ServiceChange change = on.change();
  CHECK(change.removed == std::vector<std::string>{"shop-app-3"});  // Compose's choice
  name_those_that_go(on.forecast, change);
  CHECK(change.removed.empty());
  CHECK(change.action == Action::recreate);
}

TEST_CASE("all containers go by force, and for what the service shares", "[replacement]") {
  Stack on;
  on.app().replicas = 2;
  on.forecast.containers = {replica(1, "new"), replica(2, "new")};
  on.forecast.rules.force_recreate = true;
  CHECK(on.going().size() == 2);
  on.forecast.rules.force_recreate = false;
  ServiceChange change;
  change.service = "app";
  change.action = Action::recreate;
  CHECK(rolling_containers(on.forecast, change).going.empty());
  change.reasons = {{Kind::shared, {"db"}}};
  CHECK(rolling_containers(on.forecast, change).going.size() == 2);
}

TEST_CASE("a way is told with its reason, and that a service is away", "[replacement]") {
  CHECK(replacement_text({true, "update_config.order says so"}) ==
        "start-first, since update_config.order says so");
  CHECK(replacement_text({false, "its container_name is a"}) ==
        "stop-first, since its container_name is a; it is away meanwhile");
}
