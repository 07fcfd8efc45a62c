#include "compose/model.hpp"

#include <catch2/catch_test_macros.hpp>

#include "compose/network_hash.hpp"

using namespace slipway;

namespace {

constexpr const char* config = R"({
  "name": "shop",
  "networks": {"default": {"name": "shop_default"}, "side": {"name": "side", "external": true}},
  "services": {
    "app": {
      "image": "framework:v1", "build": {"context": "/srv"}, "scale": 2,
      "environment": {"KEY": "a$$b", "COUNT": 3, "NONE": null},
      "networks": {"default": null, "side": {"aliases": ["x"]}},
      "volumes": [{"type": "volume", "source": "data", "target": "/data"}, {"type": "bind", "source": "/a", "target": "/b"}],
      "depends_on": {"redis": {"condition": "service_healthy", "restart": true}, "far": {"restart": false}},
      "container_name": "the-app", "deploy": {"replicas": 4}, "labels": {"a": "b"}
    },
    "redis": {"image": "redis:7", "deploy": {"replicas": 3, "resources": {"limits": {"cpus": "1"}}}},
    "sidecar": {"image": "redis:7", "network_mode": "service:app", "volumes_from": ["redis:ro", "container:old:ro"]},
    "cloud": {"provider": {"type": "model"}}
  },
  "volumes": {"data": {"name": "shop_data"}}
})";

}  // namespace

TEST_CASE("what makes a service's containers is read from the configuration", "[compose_model]") {
  const auto model = parse_compose_model(config);
  REQUIRE(model);
  CHECK(model->project == "shop");
  CHECK(model->services.size() == 3);
  const auto& app = model->services.at("app");
  CHECK(app.image == "framework:v1");
  CHECK(app.replicas == 2);
  CHECK(app.environment ==
        std::map<std::string, std::string>{{"KEY", "a$$b"}, {"COUNT", "3"}, {"NONE", "null"}});
  CHECK(app.networks == std::vector<std::string>{"shop_default", "side"});
  CHECK(app.volumes == std::vector<std::string>{"shop_data"});
  CHECK(app.depends_on ==
        std::vector<Dependency>{{"far"}, {"redis", DependencyCondition::healthy, true, true}});
  CHECK(app.container_name == "the-app");
  CHECK(app.added_to_by.empty());
  CHECK(app.settings.count("labels") == 1);
  for (const char* no_setting : {"image", "environment", "build", "scale", "deploy"})
    CHECK(app.settings.count(no_setting) == 0);
  CHECK(model->services.at("redis").replicas == 3);
  CHECK(model->services.at("redis").settings.at("deploy") == R"({"resources":{"limits":{"cpus":"1"}}})");
  CHECK(model->networks == network_hashes(config));
}

TEST_CASE("whose containers a service uses is read", "[compose_model]") {
  const auto model = parse_compose_model(config);
  REQUIRE(model);
  CHECK(model->services.at("sidecar").shares == std::vector<std::string>{"redis", "app"});
}

TEST_CASE("a namespace of a service is that of its container", "[compose_model]") {
  const auto with = with_container_ids(R"({"services":{"a":{"ipc":"service:b"}}})", {{"b", "0123"}});
  CHECK(with.text == R"({"services":{"a":{"ipc":"container:0123"}}})");
  CHECK_FALSE(with.is_normal);
  CHECK(with_container_ids(R"({"services":{"a":{"ipc":"service:b"}}})", {{"c", "0123"}}).text ==
        R"({"services":{"a":{"ipc":"service:b"}}})");
  CHECK(with_container_ids("no JSON", {{"app", "0123"}}).text == "no JSON");
}

TEST_CASE("volumes_from had no hash: it is that of the containers, whatever the mode", "[compose_model]") {
  const auto with = with_container_ids(config, {{"redis", "0123"}});
  CHECK(with.text.find(R"("volumes_from":["0123","old"])") != std::string::npos);
  CHECK(with.is_normal);
  const std::string unknown = R"({"services": {"a": {"volumes_from": ["b", 7]}}})";
  CHECK(with_container_ids(unknown, {{"c", "0123"}}).text == unknown);
}

TEST_CASE("services to which Compose adds before it hashes them are known", "[compose_model]") {
  const auto model = parse_compose_model(
      R"({"services": {"a": {"models": {"llm": {}}}, "b": {"use_api_socket": true}, "c": {"use_api_socket": false}}})");
  REQUIRE(model);
  CHECK(model->services.at("a").added_to_by == "models");
  CHECK(model->services.at("b").added_to_by == "use_api_socket");
  CHECK(model->services.at("c").added_to_by.empty());
}

TEST_CASE("a configuration that is none is an error, and odd pieces of one are passed over",
          "[compose_model]") {
  CHECK(parse_compose_model("name: shop").error().message ==
        "docker compose config --format json printed no JSON; update Docker Compose");
  for (const char* empty : {R"({"name": "shop"})", R"({"services": {}})", R"({"services": []})"})
    CHECK(parse_compose_model(empty).error().message ==
          "docker compose config names no services; the compose files need one at least");
  const auto odd = parse_compose_model(
      R"({"name": 1, "networks": [1], "services": {"a": {"environment": ["X=1"], "networks": "n", "volumes": 7,
          "depends_on": ["b"], "deploy": [], "scale": "2", "image": null, "volumes_from": "b"}, "b": null}})");
  REQUIRE(odd);
  CHECK(odd->services.size() == 1);
  CHECK(odd->services.at("a").environment.empty());
}
