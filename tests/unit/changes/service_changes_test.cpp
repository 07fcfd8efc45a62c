#include "changes/service_changes.hpp"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>

#include "changes/service_change_text.hpp"

using namespace slipway;

namespace {

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

/// One service, app, of which a container runs and nothing changes.
UpForecast quiet() {
  UpForecast forecast;
  ServiceModel app;
  app.image = "framework:v1";
  app.networks = {"shop_default"};
  forecast.next.model.project = "shop";
  forecast.next.model.services["app"] = app;
  forecast.next.model.networks["shop_default"] = "{}";
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
  CHECK(change_text(change) == "app: stays");
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
  CHECK(change_text(change) ==
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
  CHECK(change_text(of(forecast)) == "app: recreated (image sha256:1 -> sha256:2)");
}

TEST_CASE("files that are not those of the running container", "[service_changes]") {
  auto forecast = quiet();
  forecast.containers[0].config_hash = "older";
  CHECK(change_text(of(forecast)) == "app: recreated (it was started with another configuration)");
  forecast.now.reset();
  CHECK(of(forecast).reasons == std::vector<ChangeReason>{{Kind::configuration, {}}});
}

TEST_CASE("what a pull may bring is said", "[service_changes]") {
  auto forecast = quiet();
  forecast.rules.pull = Pull::always;
  CHECK(change_text(of(forecast)) == "app: stays, unless the pull brings another image");
  forecast.rules.pull = Pull::missing;
  CHECK_FALSE(of(forecast).may_be_recreated);
  forecast.image_ids.clear();
  CHECK(of(forecast).may_be_recreated);
  forecast.rules.pull = Pull::never;
  CHECK_FALSE(of(forecast).may_be_recreated);
}

TEST_CASE("replicas come and go", "[service_changes]") {
  auto forecast = quiet();
  forecast.next.model.services.at("app").replicas = 3;
  CHECK(change_text(of(forecast)) == "app: created (scale 1 -> 3)");
  forecast.next.model.services.at("app").replicas = 0;
  CHECK(change_text(of(forecast)) == "app: removed (scale 1 -> 0)");
  forecast.rules.force_recreate = true;
  CHECK(of(forecast).action == Action::remove);
  forecast.containers.clear();
  CHECK(of(forecast).action == Action::keep);
  forecast.next.model.services.at("app").replicas = 1;
  CHECK(change_text(of(forecast)) == "app: created");
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
  CHECK(change_text(of(forecast, "old")) == "old: removed (no compose file has it)");
  forecast.switched_off = {"old"};
  CHECK(service_changes(forecast).size() == 1);
}

TEST_CASE("who shares with a recreated service, or depends on it before 2.30, is recreated",
          "[service_changes]") {
  auto forecast = quiet();
  auto& services = forecast.next.model.services;
  services["sidecar"] = services["web"] = services["far"] = services["app"];
  services["sidecar"].shares = {"app"};
  services["web"].depends_on = {"sidecar"};
  services["far"].depends_on = {"web"};
  for (const char* name : {"sidecar", "web", "far"}) {
    forecast.next.hashes[name] = "same";
    forecast.containers.push_back(container(name));
  }
  forecast.next.hashes["app"] = "other";
  CHECK(change_text(of(forecast, "sidecar")) == "sidecar: recreated (it shares with app)");
  CHECK(change_text(of(forecast, "web")) == "web: recreated (it depends on sidecar)");
  CHECK(change_text(of(forecast, "far")) == "far: recreated (it depends on web)");
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
  services["web"].depends_on = {"app"};
  forecast.next.hashes["sidecar"] = forecast.next.hashes["web"] = "same";
  forecast.containers = {container("sidecar"), container("web")};
  CHECK(of(forecast, "sidecar").reasons == std::vector<ChangeReason>{{Kind::shared, {"app"}}});
  CHECK(of(forecast, "web").action == Action::keep);
}

TEST_CASE("with volumes of another service the settings decide, since no hash can be known",
          "[service_changes]") {
  auto forecast = quiet();
  forecast.next.model.services.at("app").hash_is_known = false;
  forecast.next.hashes["app"] = "any";
  CHECK(of(forecast).action == Action::keep);
  forecast.next.model.services.at("app").environment = {{"A", "b"}};
  CHECK(of(forecast).reasons == std::vector<ChangeReason>{{Kind::environment, {"A"}}});
}

TEST_CASE("networks count from 2.31 up to 5.2", "[service_changes]") {
  auto forecast = quiet();
  forecast.containers[0].networks = {"other"};
  CHECK(of(forecast).action == Action::keep);
  forecast.rules.compose = {2, 31};
  CHECK(of(forecast).reasons == std::vector<ChangeReason>{{Kind::network, {"shop_default"}}});
  forecast.containers[0].status = "exited";
  CHECK(of(forecast).action == Action::start);
  forecast.next.model.networks["shop_default"] = R"({"driver_opts":{}})";
  CHECK(of(forecast).action == Action::recreate);
  forecast.rules.compose = {5, 2};
  CHECK(of(forecast).action == Action::start);
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
