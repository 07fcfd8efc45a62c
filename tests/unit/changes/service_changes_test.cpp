#include "changes/service_changes.hpp"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>

#include "changes/service_change_text.hpp"
#include "util/foreign.hpp"

using namespace slipway;

namespace {

/// What is shown of it while there are no secrets.
std::string said(const ServiceChange& change) {
  return without_marks(change_text(change));
}

using Action = ServiceChange::Action;
using Kind = ChangeReason::Kind;

Container container(const std::string& service, const std::string& hash = "same") {
  Container made;
  made.id = made.name = service + "-1";
  made.service = service;
  made.image = "framework:v1";
  made.image_label = "sha256:1";
  made.config_hash = hash;
  made.status = "running";
  made.networks = {"shop_default"};
  return made;
}

Container replica(long number, const std::string& hash = "same") {
  Container made = container("app", hash);
  made.id = made.name = "app-" + std::to_string(number);
  made.number = number;
  return made;
}

/// One service, app, of which a container runs and nothing changes.
UpForecast quiet() {
  UpForecast forecast;
  ServiceModel app;
  app.image = "framework:v1";
  app.networks = {"shop_default"};
  forecast.next.model.project = "shop";
  forecast.next.model.services["app"] = app;
  forecast.next.model.networks["shop_default"] = "net";
  forecast.networks = {{"shop_default", "net"}};
  forecast.next.hashes = {{"app", "same"}};
  forecast.now = forecast.next;
  forecast.containers = {container("app")};
  forecast.image_ids = {{"framework:v1", "sha256:1"}};
  return forecast;
}

ServiceChange of(const UpForecast& forecast, const std::string& service = "app") {
  const auto changes = service_changes(forecast);
  const auto found = std::find_if(changes.begin(), changes.end(),
                                  [&](const auto& change) { return change.service == service; });
  REQUIRE(found != changes.end());
  return *found;
}

}  // namespace

TEST_CASE("a container that is what it shall be stays", "[service_changes]") {
  const auto change = of(quiet());
  CHECK(change.action == Action::keep);
  CHECK(change.reasons.empty());
  CHECK_FALSE(change.may_be_recreated);
  CHECK(said(change) == "app: stays");
}

TEST_CASE("another image, environment and setting are told apart, by key", "[service_changes]") {
  auto forecast = quiet();
  auto& app = forecast.next.model.services.at("app");
  app.image = "framework:v2";
  app.environment = {{"APP_KEY", "secret"}};
  app.settings = {{"labels", "{}"}};
  forecast.next.hashes["app"] = "other";
  const auto change = of(forecast);
  CHECK(change.action == Action::recreate);
  CHECK(said(change) ==
        "app: recreated (image framework:v1 -> framework:v2; environment APP_KEY; configuration labels)");
}

TEST_CASE("a difference that is in no hash is none", "[service_changes]") {
  auto forecast = quiet();
  forecast.next.model.services.at("app").settings = {{"profiles", "[]"}};
  CHECK(of(forecast).action == Action::keep);
}

TEST_CASE("a tag that has moved on the engine", "[service_changes]") {
  auto forecast = quiet();
  forecast.image_ids["framework:v1"] = "sha256:2";
  CHECK(said(of(forecast)) == "app: recreated (image sha256:1 -> sha256:2)");
}

TEST_CASE("files that are not those of the running container", "[service_changes]") {
  auto forecast = quiet();
  forecast.containers[0].config_hash = "older";
  CHECK(said(of(forecast)) == "app: recreated (it was started with another configuration)");
  forecast.now.reset();
  CHECK(of(forecast).reasons == std::vector<ChangeReason>{{Kind::configuration, {}}});
}

TEST_CASE("what a pull may bring is said", "[service_changes]") {
  auto forecast = quiet();
  forecast.rules.pull = Pull::always;
  CHECK(said(of(forecast)) == "app: stays, unless the pull brings another image");
  forecast.rules.pull = Pull::missing;
  CHECK_FALSE(of(forecast).may_be_recreated);
  forecast.image_ids.clear();
  CHECK(of(forecast).may_be_recreated);
  forecast.rules.pull = Pull::never;
  CHECK_FALSE(of(forecast).may_be_recreated);
}

TEST_CASE("another number of containers read as if the service came or went", "[service_changes]") {
  auto forecast = quiet();
  auto& app = forecast.next.model.services.at("app");
  forecast.next.model.project = "shop";
  app.replicas = 3;
  CHECK(of(forecast).action == Action::scale);
  CHECK(said(of(forecast)) == "app: scaled from 1 to 3: shop-app-2 and shop-app-3 created");
  forecast.containers = {replica(1), replica(2), replica(3)};
  app.replicas = 1;
  CHECK(of(forecast).removed == std::vector<std::string>{"app-2", "app-3"});
  CHECK(said(of(forecast)) == "app: scaled from 3 to 1: app-2 and app-3 removed");
  app.replicas = 0;
  CHECK(said(of(forecast)) == "app: scaled from 3 to 0: app-1, app-2 and app-3 removed");
  forecast.rules.force_recreate = true;
  CHECK(of(forecast).action == Action::scale);
  forecast.containers.clear();
  CHECK(of(forecast).action == Action::keep);
  app.replicas = 1;
  CHECK(said(of(forecast)) == "app: created");
}

TEST_CASE("numbers go on after the highest, and a name of one's own is the name", "[service_changes]") {
  auto forecast = quiet();
  auto& app = forecast.next.model.services.at("app");
  forecast.containers = {replica(4)};
  app.replicas = 2;
  CHECK(of(forecast).created == std::vector<std::string>{"shop-app-5"});
  forecast.containers.clear();
  app.replicas = 1;
  app.container_name = "the-app";
  CHECK(of(forecast).created == std::vector<std::string>{"the-app"});
}

TEST_CASE("an obsolete container goes first since 2.31, and last before", "[service_changes]") {
  auto forecast = quiet();
  forecast.next.model.services.at("app").replicas = 2;
  forecast.containers = {replica(1, "older"), replica(2), replica(3)};
  CHECK(said(of(forecast)) ==
        "app: recreated (it was started with another configuration); scaled from 3 to 2: app-3 removed");
  forecast.rules.compose = {2, 31};
  CHECK(said(of(forecast)) == "app: scaled from 3 to 2: app-1 removed");
}

TEST_CASE("which of several obsolete containers goes nobody knows, but how many", "[service_changes]") {
  auto forecast = quiet();
  forecast.containers = {replica(1, "older"), replica(2, "older"), replica(3, "older")};
  for (const ComposeVersion& version : {ComposeVersion{2, 26}, ComposeVersion{2, 40}}) {
    forecast.rules.compose = version;
    CHECK(of(forecast).removed.empty());
    CHECK(said(of(forecast)) ==
          "app: recreated (it was started with another configuration); scaled from 3 to 1: 2 of app-1, app-2 "
          "and "
          "app-3 removed");
  }
}

TEST_CASE("a container that does not run is started, and one-off ones do not count", "[service_changes]") {
  auto forecast = quiet();
  forecast.containers[0].status = "exited";
  CHECK(of(forecast).action == Action::start);
  forecast.containers[0].one_off = true;
  CHECK(of(forecast).action == Action::create);
}

TEST_CASE("orphans go when they shall, but for those of a profile", "[service_changes]") {
  auto forecast = quiet();
  forecast.containers.push_back(container("old"));
  CHECK(service_changes(forecast).size() == 1);
  forecast.rules.remove_orphans = true;
  CHECK(said(of(forecast, "old")) == "old: removed (no compose file has it)");
  forecast.switched_off = {"old"};
  CHECK(service_changes(forecast).size() == 1);
}

TEST_CASE("who shares with a recreated service, or depends on it before 2.30, is recreated",
          "[service_changes]") {
  auto forecast = quiet();
  auto& services = forecast.next.model.services;
  services["sidecar"] = services["web"] = services["far"] = services["app"];
  services["sidecar"].shares = {"app"};
  services["web"].depends_on = {{"sidecar"}};
  services["far"].depends_on = {{"web"}};
  for (const char* name : {"sidecar", "web", "far"}) {
    forecast.next.hashes[name] = "same";
    forecast.containers.push_back(container(name));
  }
  forecast.next.hashes["app"] = "other";
  CHECK(said(of(forecast, "sidecar")) == "sidecar: recreated (it shares with app)");
  CHECK(said(of(forecast, "web")) == "web: recreated (it depends on sidecar)");
  CHECK(said(of(forecast, "far")) == "far: recreated (it depends on web)");
  forecast.rules.compose = {2, 30};
  CHECK(of(forecast, "sidecar").action == Action::recreate);
  CHECK(of(forecast, "web").action == Action::keep);
}

TEST_CASE("a service that is made for the first time draws in who shares, and not who depends",
          "[service_changes]") {
  auto forecast = quiet();
  auto& services = forecast.next.model.services;
  services["sidecar"] = services["web"] = services["app"];
  services["sidecar"].shares = {"app"};
  services["web"].depends_on = {{"app"}};
  forecast.next.hashes["sidecar"] = forecast.next.hashes["web"] = "same";
  forecast.containers = {container("sidecar"), container("web")};
  CHECK(of(forecast, "sidecar").reasons == std::vector<ChangeReason>{{Kind::shared, {"app"}}});
  CHECK(of(forecast, "web").action == Action::keep);
}

TEST_CASE("where Compose adds to a service the files decide, and the rest is said to be unknown",
          "[service_changes]") {
  auto forecast = quiet();
  forecast.next.model.services.at("app").added_to_by = "models";
  forecast.now = forecast.next;
  forecast.next.hashes["app"] = "any";
  CHECK(of(forecast).action == Action::keep);
  CHECK(of(forecast).may_be_recreated);
  CHECK(said(of(forecast)) ==
        "app: stays; whether it is recreated cannot be told: Compose itself adds to a service with models");
  forecast.next.model.services.at("app").environment = {{"A", "b"}};
  CHECK(of(forecast).reasons == std::vector<ChangeReason>{{Kind::environment, {"A"}}});
  CHECK_FALSE(of(forecast).may_be_recreated);
  forecast.now.reset();
  CHECK(of(forecast).action == Action::keep);
}

TEST_CASE("env files that other files bring in are said to be unknown", "[service_changes]") {
  auto forecast = quiet();
  forecast.unread = {{"app", "common.yml"}};
  CHECK(said(of(forecast)) ==
        "app: stays; whether it is recreated cannot be told: the env_file entries of common.yml may read the "
        ".env "
        "file, which is to change");
  forecast.next.hashes["app"] = "other";
  CHECK(of(forecast).action == Action::recreate);
  CHECK_FALSE(of(forecast).may_be_recreated);
}

TEST_CASE("a paused container that stays was said to be started, and up fails", "[service_changes]") {
  auto forecast = quiet();
  auto& status = forecast.containers[0].status;
  status = "paused";
  CHECK(of(forecast).action == Action::fail);
  CHECK(
      change_text(of(forecast)) ==
      "app: docker compose up fails: container app-1 is paused, and it cannot start one that is; run 'docker "
      "unpause app-1' first");
  CHECK_FALSE(of(forecast).may_be_recreated);
  status = "dead";
  CHECK(said(of(forecast)) ==
        "app: docker compose up fails: container app-1 is dead, left over by a removal that failed; run "
        "'docker rm "
        "--force app-1' first");
  status = "removing";
  CHECK(said(of(forecast)) ==
        "app: docker compose up fails: container app-1 is just being removed; wait until it is gone, or run "
        "'docker "
        "rm --force app-1' first");
  for (const char* startable : {"created", "exited"}) {
    status = startable;
    CHECK(of(forecast).action == Action::start);
  }
  status = "restarting";
  CHECK(of(forecast).action == Action::keep);
}

TEST_CASE(
    "a paused container may be replaced or taken away, and one that is being removed may not be replaced",
    "[service_changes]") {
  auto forecast = quiet();
  forecast.containers[0].status = "paused";
  forecast.next.hashes["app"] = "other";
  CHECK(of(forecast).action == Action::recreate);
  forecast.containers[0].status = "removing";
  CHECK(of(forecast).action == Action::fail);
  forecast.next.hashes["app"] = "same";
  forecast.rules.force_recreate = true;
  forecast.containers[0].status = "paused";
  CHECK(of(forecast).action == Action::recreate);
  forecast.rules.force_recreate = false;
  forecast.containers = {replica(1), replica(2)};
  forecast.containers[1].status = "paused";
  CHECK(said(of(forecast)) == "app: scaled from 2 to 1: app-2 removed");
  forecast.containers[0].status = "paused";
  CHECK(of(forecast).action == Action::fail);
}

TEST_CASE("a network that a running container is not connected to counts from 2.31 on", "[service_changes]") {
  auto forecast = quiet();
  forecast.containers[0].networks = {"other"};
  CHECK(of(forecast).action == Action::keep);
  for (const ComposeVersion& version : {ComposeVersion{2, 31}, ComposeVersion{2, 40}, ComposeVersion{5, 5}}) {
    forecast.rules.compose = version;
    CHECK(of(forecast).action == Action::recreate);
    CHECK(of(forecast).reasons == std::vector<ChangeReason>{{Kind::network, {"shop_default"}}});
  }
  forecast.containers[0].status = "exited";
  CHECK(of(forecast).action == Action::start);
}

TEST_CASE("a network under another name is a new one, to which containers move from 5.4 on",
          "[service_changes]") {
  auto forecast = quiet();
  forecast.containers[0].networks = {"other"};
  forecast.networks.clear();
  forecast.rules.compose = {2, 40};
  CHECK(of(forecast).action == Action::recreate);
  forecast.rules.compose = {5, 4};
  CHECK(of(forecast).action == Action::restart);
}

TEST_CASE("a network of another definition restarts its services and was said to recreate them",
          "[service_changes]") {
  auto forecast = quiet();
  forecast.next.model.networks["shop_default"] = "another";
  CHECK(of(forecast).action == Action::keep);
  forecast.rules.compose = {2, 40};
  CHECK(said(of(forecast)) == "app: restarted (network shop_default)");
  forecast.containers[0].status = "paused";
  CHECK(of(forecast).action == Action::restart);
  forecast.containers[0].status = "exited";
  CHECK(of(forecast).action == Action::start);
  forecast.rules.compose = {2, 36};
  CHECK(said(of(forecast)) ==
        "app: docker compose up fails: it recreates network shop_default, and this Compose (2.31 to 2.36) "
        "does not "
        "connect the containers again; run 'docker compose down' first, or update Compose");
  forecast.next.hashes["app"] = "other";
  CHECK(of(forecast).action == Action::recreate);
  forecast.next.hashes["app"] = "same";
  forecast.networks["shop_default"] = "";
  CHECK(of(forecast).action == Action::start);
}

TEST_CASE("who depends with restart: true was left out: it is restarted since 2.30", "[service_changes]") {
  auto forecast = quiet();
  auto& services = forecast.next.model.services;
  services["web"] = services["far"] = services["app"];
  services["web"].depends_on = {{"app", DependencyCondition::started, true, true}};
  services["far"].depends_on = {{"web", DependencyCondition::started, true, true}};
  forecast.next.hashes = {{"app", "other"}, {"web", "same"}, {"far", "same"}};
  forecast.containers = {container("app"), container("web"), container("far")};
  CHECK(of(forecast, "web").action == Action::recreate);
  forecast.rules.compose = {2, 40};
  CHECK(said(of(forecast, "web")) == "web: restarted (it depends on app)");
  CHECK(of(forecast, "far").action == Action::keep);
  forecast.containers[1].status = "paused";
  CHECK(of(forecast, "web").action == Action::restart);
}

TEST_CASE("what a newer Compose leaves out of the hash is no reason", "[service_changes]") {
  auto forecast = quiet();
  forecast.next.model.services.at("app").settings = {
      {"depends_on", "{}"}, {"profiles", "[]"}, {"labels", "{}"}};
  forecast.next.hashes["app"] = "other";
  CHECK(of(forecast).reasons ==
        std::vector<ChangeReason>{{Kind::configuration, {"depends_on", "labels", "profiles"}}});
  forecast.rules.compose = {2, 40};
  CHECK(of(forecast).reasons == std::vector<ChangeReason>{{Kind::configuration, {"labels"}}});
}

TEST_CASE("volumes count from 2.32 on", "[service_changes]") {
  auto forecast = quiet();
  forecast.next.model.services.at("app").volumes = {"data"};
  forecast.rules.compose = {2, 31};
  CHECK(of(forecast).action == Action::keep);
  forecast.rules.compose = {2, 32};
  CHECK(of(forecast).reasons == std::vector<ChangeReason>{{Kind::volume, {"data"}}});
  forecast.containers[0].volumes = {"data"};
  CHECK(of(forecast).action == Action::keep);
}

TEST_CASE("a service that is built has the image that Compose names", "[service_changes]") {
  auto forecast = quiet();
  forecast.next.model.services.at("app").image = "";
  forecast.image_ids = {{"shop-app", "sha256:1"}};
  CHECK(image_of(forecast.next.model, "app") == "shop-app");
  CHECK(of(forecast).action == Action::keep);
  forecast.image_ids["shop-app"] = "sha256:2";
  CHECK(of(forecast).action == Action::recreate);
}

TEST_CASE("a rolling deploy draws in who shares, and before 2.30 not who depends", "[service_changes]") {
  auto forecast = quiet();
  auto& services = forecast.next.model.services;
  services["sidecar"] = services["web"] = services["app"];
  services["sidecar"].shares = {"app"};
  services["web"].depends_on = {{"app"}};
  for (const char* name : {"sidecar", "web"}) {
    forecast.next.hashes[name] = "same";
    forecast.containers.push_back(container(name));
  }
  forecast.next.hashes["app"] = "other";
  REQUIRE(of(forecast, "web").action == Action::recreate);
  forecast.rules.is_rolling = true;
  CHECK(of(forecast, "web").action == Action::keep);
  CHECK(of(forecast, "sidecar").action == Action::recreate);
}

TEST_CASE("a container run by hand with the project's label is no orphan: Compose does not look at it",
          "[service_changes]") {
  auto forecast = quiet();
  forecast.containers.push_back(container(""));
  forecast.rules.remove_orphans = true;
  CHECK(service_changes(forecast).size() == 1);
}
