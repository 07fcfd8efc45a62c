#include "compose/services.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace slipway;

TEST_CASE("services, replicas and jobs are read from the configuration", "[compose_services]") {
  const auto found = parse_compose_services(R"(
name: shop
services:
  app:
    image: app
    depends_on:
      migrate: {condition: service_completed_successfully, required: true}
      redis: {condition: service_healthy}
  migrate: {image: app}
  redis: {deploy: {replicas: 2}}
  web: {scale: 3, deploy: {replicas: 1}}
  none: {deploy: {replicas: 0}}
  cloud: {provider: {type: model}}
)");
  REQUIRE(found);
  CHECK(found->project == "shop");
  CHECK(found->services.size() == 5);
  CHECK(found->services.at("migrate").completes);
  CHECK_FALSE(found->services.at("redis").completes);
  CHECK(found->services.at("app").replicas == 1);
  CHECK(found->services.at("redis").replicas == 2);
  CHECK(found->services.at("web").replicas == 3);
  CHECK(found->services.at("none").replicas == 0);
}

TEST_CASE("JSON is read as well", "[compose_services]") {
  const auto found = parse_compose_services(R"({"name": "shop", "services": {"app": {"scale": 2}}})");
  REQUIRE(found);
  CHECK(found->services.at("app").replicas == 2);
}

TEST_CASE("a configuration without services is an error", "[compose_services]") {
  CHECK(parse_compose_services("name: shop\nservices: {}\n").error().message ==
        "docker compose config names no services; the compose files need one at least");
  CHECK_FALSE(parse_compose_services("[]"));
  CHECK_FALSE(parse_compose_services(""));
  CHECK(parse_compose_services("a: [").error().message.rfind("docker compose config did not print YAML", 0) ==
        0);
}
