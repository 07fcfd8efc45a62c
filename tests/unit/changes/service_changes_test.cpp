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
Outlook quiet() {
  Outlook outlook;
  ServiceModel app;
  app.image = "framework:v1";
  app.networks = {"shop_default"};
  outlook.next.model.project = "shop";
  outlook.next.model.services["app"] = app;
  outlook.next.model.networks["shop_default"] = "{}";
  outlook.next.hashes = {{"app", "same"}};
  outlook.now = outlook.next;
  outlook.containers = {container("app")};
  outlook.image_ids = {{"framework:v1", "sha256:1"}};
  return outlook;
}

ServiceChange of(const Outlook& outlook, const std::string& service = "app") {
  const auto changes = service_changes(outlook);
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
  auto outlook = quiet();
  auto& app = outlook.next.model.services.at("app");
  app.image = "framework:v2";
  app.environment = {{"APP_KEY", "secret"}};
  app.settings = {{"labels", "{}"}};
  outlook.next.hashes["app"] = "other";
  const auto change = of(outlook);
  CHECK(change.action == Action::recreate);
  CHECK(change_text(change) ==
        "app: recreated (image framework:v1 -> framework:v2; environment APP_KEY; configuration labels)");
}

TEST_CASE("a difference that is in no hash is none", "[service_changes]") {
  auto outlook = quiet();
  outlook.next.model.services.at("app").settings = {{"profiles", "[]"}};
  CHECK(of(outlook).action == Action::keep);
}

TEST_CASE("a tag that has moved on the engine", "[service_changes]") {
  auto outlook = quiet();
  outlook.image_ids["framework:v1"] = "sha256:2";
  CHECK(change_text(of(outlook)) == "app: recreated (image sha256:1 -> sha256:2)");
}

TEST_CASE("files that are not those of the running container", "[service_changes]") {
  auto outlook = quiet();
  outlook.containers[0].config_hash = "older";
  CHECK(change_text(of(outlook)) == "app: recreated (it was started with another configuration)");
  outlook.now.reset();
  CHECK(of(outlook).reasons == std::vector<ChangeReason>{{Kind::configuration, {}}});
}

TEST_CASE("what a pull may bring is said", "[service_changes]") {
  auto outlook = quiet();
  outlook.rules.pull = Pull::always;
  CHECK(change_text(of(outlook)) == "app: stays, unless the pull brings another image");
  outlook.rules.pull = Pull::missing;
  CHECK_FALSE(of(outlook).may_be_recreated);
  outlook.image_ids.clear();
  CHECK(of(outlook).may_be_recreated);
  outlook.rules.pull = Pull::never;
  CHECK_FALSE(of(outlook).may_be_recreated);
}

TEST_CASE("replicas come and go", "[service_changes]") {
  auto outlook = quiet();
  outlook.next.model.services.at("app").replicas = 3;
  CHECK(change_text(of(outlook)) == "app: created (scale 1 -> 3)");
  outlook.next.model.services.at("app").replicas = 0;
  CHECK(change_text(of(outlook)) == "app: removed (scale 1 -> 0)");
  outlook.rules.force_recreate = true;
  CHECK(of(outlook).action == Action::remove);
  outlook.containers.clear();
  CHECK(of(outlook).action == Action::keep);
  outlook.next.model.services.at("app").replicas = 1;
  CHECK(change_text(of(outlook)) == "app: created");
}

TEST_CASE("a container that does not run is started, and one-off ones do not count", "[service_changes]") {
  auto outlook = quiet();
  outlook.containers[0].status = "exited";
  CHECK(of(outlook).action == Action::start);
  outlook.containers[0].one_off = true;
  CHECK(of(outlook).action == Action::create);
}

TEST_CASE("orphans go when they shall, but for those of a profile", "[service_changes]") {
  auto outlook = quiet();
  outlook.containers.push_back(container("old"));
  CHECK(service_changes(outlook).size() == 1);
  outlook.rules.remove_orphans = true;
  CHECK(change_text(of(outlook, "old")) == "old: removed (no compose file has it)");
  outlook.switched_off = {"old"};
  CHECK(service_changes(outlook).size() == 1);
}

TEST_CASE("who shares with a recreated service, or depends on it before 2.30, is recreated",
          "[service_changes]") {
  auto outlook = quiet();
  auto& services = outlook.next.model.services;
  services["sidecar"] = services["web"] = services["far"] = services["app"];
  services["sidecar"].shares = {"app"};
  services["web"].depends_on = {"sidecar"};
  services["far"].depends_on = {"web"};
  for (const char* name : {"sidecar", "web", "far"}) {
    outlook.next.hashes[name] = "same";
    outlook.containers.push_back(container(name));
  }
  outlook.next.hashes["app"] = "other";
  CHECK(change_text(of(outlook, "sidecar")) == "sidecar: recreated (it shares with app)");
  CHECK(change_text(of(outlook, "web")) == "web: recreated (it depends on sidecar)");
  CHECK(change_text(of(outlook, "far")) == "far: recreated (it depends on web)");
  outlook.rules.compose = {2, 30};
  CHECK(of(outlook, "sidecar").action == Action::recreate);
  CHECK(of(outlook, "web").action == Action::keep);
}

TEST_CASE("a service that is made for the first time draws in who shares, and not who depends",
          "[service_changes]") {
  auto outlook = quiet();
  auto& services = outlook.next.model.services;
  services["sidecar"] = services["web"] = services["app"];
  services["sidecar"].shares = {"app"};
  services["web"].depends_on = {"app"};
  outlook.next.hashes["sidecar"] = outlook.next.hashes["web"] = "same";
  outlook.containers = {container("sidecar"), container("web")};
  CHECK(of(outlook, "sidecar").reasons == std::vector<ChangeReason>{{Kind::shared, {"app"}}});
  CHECK(of(outlook, "web").action == Action::keep);
}

TEST_CASE("with volumes of another service the settings decide, since no hash can be known",
          "[service_changes]") {
  auto outlook = quiet();
  outlook.next.model.services.at("app").hash_is_known = false;
  outlook.next.hashes["app"] = "any";
  CHECK(of(outlook).action == Action::keep);
  outlook.next.model.services.at("app").environment = {{"A", "b"}};
  CHECK(of(outlook).reasons == std::vector<ChangeReason>{{Kind::environment, {"A"}}});
}

TEST_CASE("networks count from 2.31 up to 5.2", "[service_changes]") {
  auto outlook = quiet();
  outlook.containers[0].networks = {"other"};
  CHECK(of(outlook).action == Action::keep);
  outlook.rules.compose = {2, 31};
  CHECK(of(outlook).reasons == std::vector<ChangeReason>{{Kind::network, {"shop_default"}}});
  outlook.containers[0].status = "exited";
  CHECK(of(outlook).action == Action::start);
  outlook.next.model.networks["shop_default"] = R"({"driver_opts":{}})";
  CHECK(of(outlook).action == Action::recreate);
  outlook.rules.compose = {5, 2};
  CHECK(of(outlook).action == Action::start);
}

TEST_CASE("volumes count from 2.32 on", "[service_changes]") {
  auto outlook = quiet();
  outlook.next.model.services.at("app").volumes = {"data"};
  outlook.rules.compose = {2, 31};
  CHECK(of(outlook).action == Action::keep);
  outlook.rules.compose = {2, 32};
  CHECK(of(outlook).reasons == std::vector<ChangeReason>{{Kind::volume, {"data"}}});
  outlook.containers[0].volumes = {"data"};
  CHECK(of(outlook).action == Action::keep);
}

TEST_CASE("a service that is built has the image that Compose names", "[service_changes]") {
  auto outlook = quiet();
  outlook.next.model.services.at("app").image = "";
  outlook.image_ids = {{"shop-app", "sha256:1"}};
  CHECK(image_of(outlook.next.model, "app") == "shop-app");
  CHECK(of(outlook).action == Action::keep);
  outlook.image_ids["shop-app"] = "sha256:2";
  CHECK(of(outlook).action == Action::recreate);
}
