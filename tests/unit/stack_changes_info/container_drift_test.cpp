#include "stack_changes_info/container_drift.hpp"

#include <catch2/catch_test_macros.hpp>

#include "stack_changes_info/image_drift.hpp"
#include "stack_changes_info/one_container.hpp"
#include "unit/support/fake_engine.hpp"
#include "util/foreign.hpp"

using namespace slipway;
using namespace slipway::test;
using stack_changes_info::container_drift;
using Sentences = std::vector<std::string>;

namespace {

constexpr const char* recorded_id = "sha256:0123456789abcdef";

Container container(const std::string& name, const std::string& service, long number = 1) {
  Container made;
  made.id = made.name = name;
  made.service = service;
  made.number = number;
  made.image = "shop/app:v1";
  made.image_id = made.image_label = recorded_id;
  made.config_hash = "recorded";
  made.status = "running";
  made.restart_policy = "unless-stopped";
  made.networks = {"shop_default"};
  made.started_at = "2025-10-31T02:35:30.5Z";
  made.finished_at = "0001-01-01T00:00:00Z";
  return made;
}

/// A service, app, with one container, all of it as it was deployed.
struct Shop {
  UpForecast forecast;
  Release record;

  Shop() {
    ServiceModel app;
    app.image = "shop/app:v1";
    app.networks = {"shop_default"};
    app.settings["restart"] = "\"unless-stopped\"";
    forecast.next.model.project = "shop";
    forecast.next.model.services["app"] = app;
    forecast.next.hashes = {{"app", "recorded"}};
    forecast.now = forecast.next;
    forecast.containers = {container("shop-app-1", "app")};
    forecast.image_ids = {{"shop/app:v1", recorded_id}};
    record.finished = "2025-10-31T02:36:00Z";
    record.deployed = StackState{{}, {{"app", "shop/app:v1", recorded_id, {}}}, {{"app", "recorded"}}};
  }

  Container& app() { return forecast.containers.front(); }
  ServiceModel& model() { return forecast.next.model.services.at("app"); }

  Sentences said() const {
    Sentences sentences;
    for (const auto& finding : container_drift(forecast, record)) {
      CHECK((finding.kind == "container" || finding.kind == "service"));
      CHECK(finding.said.find(finding.kind + " " + finding.subject + " ") == 0);
      sentences.push_back(without_marks(finding.said));
    }
    return sentences;
  }
};

}  // namespace

TEST_CASE("containers as they were deployed are no drift", "[drift]") {
  CHECK(Shop().said().empty());
}

TEST_CASE("a container that does not run is told", "[drift]") {
  Shop shop;
  shop.app().status = "paused";
  CHECK(shop.said() == Sentences{"container shop-app-1 does not run; it is paused"});
  shop.app().status = "exited";
  shop.app().exit_code = 137;
  CHECK(shop.said() == Sentences{"container shop-app-1 does not run; it ended with exit code 137"});
  shop.app().status = "created";
  CHECK(shop.said() == Sentences{"container shop-app-1 was made and never started"});
  shop.app().status = "restarting";
  CHECK(shop.said().empty());
}

TEST_CASE("what was done when it was recorded, or was run again, is no drift; what was stopped since is",
          "[drift]") {
  Shop shop;
  shop.model().settings["restart"] = "\"no\"";
  shop.app().restart_policy = "no";
  shop.app().status = "exited";
  shop.app().finished_at = "2025-10-31T02:35:40Z";
  CHECK(shop.said().empty());
  shop.app().finished_at = "2025-10-31T07:00:00Z";
  CHECK(shop.said() == Sentences{"container shop-app-1 does not run; it ended with exit code 0"});
  shop.app().started_at = "2025-10-31T06:00:00Z";
  CHECK(shop.said().empty());
  shop.app().restart_policy = "always";
  shop.model().settings["restart"] = "\"always\"";
  CHECK(shop.said().size() == 1);
}

TEST_CASE("a service that others wait for may end whenever it does", "[drift]") {
  Shop shop;
  ServiceModel web = shop.model();
  web.replicas = 0;
  web.depends_on = {{"app", DependencyCondition::completed}};
  shop.forecast.next.model.services["web"] = web;
  shop.app().status = "exited";
  shop.app().finished_at = "2025-10-31T07:00:00Z";
  CHECK(shop.said().empty());
}

TEST_CASE("too few, too many and no containers are told of the service", "[drift]") {
  Shop shop;
  shop.forecast.containers.push_back(container("shop-app-2", "app", 2));
  CHECK(shop.said() ==
        Sentences{"service app has 2 containers (shop-app-1, shop-app-2), and the release has 1"});
  shop.forecast.containers.clear();
  CHECK(shop.said() == Sentences{"service app has no container, and the release has 1"});
  shop.record.deployed->services = {{"web", "recorded"}};
  CHECK(shop.said().empty());
  shop.record.deployed->services.clear();  // as of a Slipway that did not note them
  CHECK(shop.said().size() == 1);
}

TEST_CASE("another image is told, and not once more as another configuration", "[drift]") {
  Shop shop;
  shop.app().config_hash = "other";
  shop.app().image = "shop/app:v2";
  CHECK(shop.said() ==
        Sentences{"container shop-app-1 runs the image shop/app:v2, which the release does not have"});
  shop.app().image = "shop/app:v1";
  shop.app().image_id = "sha256:fedcba9876543210";
  CHECK(shop.said() == Sentences{"container shop-app-1 runs shop/app:v1 as sha256:fedcba987654, and the "
                                 "release was deployed with sha256:0123456789ab"});
}

TEST_CASE("another configuration is told with the keys in which the files differ", "[drift]") {
  Shop shop;
  const std::string other = "container shop-app-1 was made with another configuration than the release's";
  shop.app().config_hash = "other";
  CHECK(shop.said() == Sentences{other});
  shop.forecast.now->model.services.at("app").environment["DEBUG"] = "hunter22";
  CHECK(shop.said() == Sentences{other + " (environment DEBUG)"});
}

TEST_CASE("a Compose that gives other hashes is no drift", "[drift]") {
  Shop shop;
  shop.forecast.next.hashes["app"] = "newer";
  CHECK(shop.said().empty());
  shop.app().config_hash = "newer";
  CHECK(shop.said().empty());
}

TEST_CASE("what Docker changes of a container without a word to Compose", "[drift]") {
  Shop shop;
  shop.app().restart_policy = "no";
  shop.app().networks = {"others"};
  shop.app().name = "ours";
  CHECK(shop.said() ==
        Sentences{
            "container ours has the restart policy no, and the files of the release say unless-stopped",
            "container ours is called shop-app-1 in the release",
            "container ours is not connected to the network shop_default",
            "container ours is connected to the network others, which the files of the release do not say"});
}

TEST_CASE("names of Compose 1 and names of its own are right", "[drift]") {
  Shop shop;
  shop.app().name = "shop_app_1";
  CHECK(shop.said().empty());
  shop.model().container_name = "app";
  CHECK(shop.said() == Sentences{"container shop_app_1 is called app in the release"});
  shop.app().name = "app";
  CHECK(shop.said().empty());
}

TEST_CASE("the restart policy is as the files say it, or deploy says it", "[drift]") {
  ServiceModel service;
  const auto policy = [&] { return stack_changes_info::restart_policy_of(service); };
  CHECK(policy() == "no");
  service.settings["restart"] = "\"on-failure:3\"";
  CHECK(policy() == "on-failure");
  service.settings = {{"deploy", R"({"restart_policy":{"condition":"any"}})"}};
  CHECK(policy() == std::nullopt);
}

TEST_CASE("containers that are none of the release's are told", "[drift]") {
  Shop shop;
  Container one_off = container("one-off", "app");
  one_off.one_off = true;
  shop.forecast.containers.push_back(one_off);
  shop.forecast.containers.push_back(container("by-hand", ""));
  shop.forecast.containers.push_back(container("shop-debug-1", "debug"));
  shop.forecast.leftovers = {container("0123456789ab_shop-app-1", "app")};
  CHECK(shop.said() ==
        Sentences{"container one-off was made by 'docker compose run', and is no part of the release",
                  "container by-hand carries the label of the project, and no service of the release made it",
                  "container shop-debug-1 is of the service debug, which the release does not have",
                  "container 0123456789ab_shop-app-1 was left half-made by a run that was cut off"});
}

TEST_CASE("an orphan that was there when the release was recorded is as recorded", "[drift]") {
  Shop shop;
  shop.forecast.containers.push_back(container("shop-old-1", "old"));
  CHECK(shop.said().size() == 1);
  shop.record.deployed->services.push_back({"old", "recorded"});
  CHECK(shop.said().empty());
}

TEST_CASE("an image is told whose name leads elsewhere, or nowhere", "[drift]") {
  FixedClock clock;
  FakeEngine engine(clock);
  const auto said = [&](const std::vector<ReleaseImage>& recorded) {
    const auto findings = stack_changes_info::image_drift(recorded, engine);
    REQUIRE(findings);
    Sentences sentences;
    for (const auto& finding : *findings) sentences.push_back(without_marks(finding.said));
    return sentences;
  };
  const std::string digest = "shop/app@sha256:" + std::string(64, 'a');
  const std::vector<ReleaseImage> recorded{{"app", "shop/app:v1", recorded_id, {}}, {"web", digest, "x", {}}};
  CHECK(said(recorded) ==
        Sentences{"image shop/app:v1 is not on this machine any more; the release was "
                  "deployed with sha256:0123456789ab",
                  "image " + digest + " is not on this machine any more; the release was deployed with x"});
  engine.images["docker.io/shop/app:v1"] = {{"Id", recorded_id}};
  engine.images["docker.io/" + digest] = {{"Id", "y"}};
  CHECK(said(recorded).empty());
  engine.images["docker.io/shop/app:v1"] = {{"Id", "sha256:fedcba9876543210"}};
  CHECK(said(recorded) == Sentences{"image shop/app:v1 is sha256:fedcba987654 now, and the release was "
                                    "deployed with sha256:0123456789ab"});
}
