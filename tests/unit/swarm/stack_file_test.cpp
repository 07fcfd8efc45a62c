#include "swarm/stack_file.hpp"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

using namespace slipway;
using nlohmann::json;

namespace {

json made(const json& service, const std::vector<SwarmObject>& objects = {}) {
  const auto file = stack_file({{"name", "shop"}, {"services", {{"app", service}}}},
                               {{"app:v1", "app:v1@sha256:aa"}}, objects);
  return json::parse(file.text);
}

json app(json service, const std::vector<SwarmObject>& objects = {}) {
  service["image"] = "app:v1";
  return made(service, objects)["services"]["app"];
}

}  // namespace

TEST_CASE("an image goes by its digest", "[swarm]") {
  CHECK(app({})["image"] == "app:v1@sha256:aa");
  CHECK(made({{"image", "other:v2"}})["services"]["app"]["image"] == "other:v2");
}

TEST_CASE("what a swarm ignores is left out, and so is the project's name", "[swarm]") {
  const json file = made({{"image", "app:v1"},
                          {"depends_on", {{"redis", {{"condition", "service_healthy"}}}}},
                          {"restart", "always"},
                          {"command", nullptr}});
  CHECK_FALSE(file.contains("name"));
  for (const auto* key : {"depends_on", "restart", "command"})
    CHECK_FALSE(file["services"]["app"].contains(key));
}

TEST_CASE("values that docker's older clients take in another form are given in that", "[swarm]") {
  const json service =
      app({{"ports", {{{"target", 80}, {"published", "8080"}, {"mode", "host"}, {"name", "web"}}}},
           {"extra_hosts", {"db=10.0.0.7", "other:10.0.0.8"}},
           {"deploy", {{"resources", {{"limits", {{"cpus", 0.5}, {"memory", "1024"}}}}}}},
           {"volumes",
            {{{"type", "bind"}, {"source", "/a"}, {"target", "/b"}, {"bind", {{"create_host_path", true}}}}}},
           {"secrets", {{{"source", "key"}, {"mode", "0440"}}}},
           {"networks", {{"default", nullptr}}}});
  CHECK(service["ports"] == json{{{"target", 80}, {"published", 8080}, {"mode", "host"}}});
  CHECK(service["extra_hosts"] == json{"db:10.0.0.7", "other:10.0.0.8"});
  CHECK(service["deploy"]["resources"]["limits"] == json{{"cpus", "0.5"}, {"memory", "1024"}});
  CHECK(service["volumes"] == json{{{"type", "bind"}, {"source", "/a"}, {"target", "/b"}}});
  CHECK(service["secrets"][0]["mode"] == 0440);
  CHECK(service["networks"] == json{{"default", json::object()}});
}

TEST_CASE("scale is the number of replicas", "[swarm]") {
  CHECK(app({{"scale", 3}})["deploy"]["replicas"] == 3);
}

TEST_CASE("the version of the format is the newest that a key needs", "[swarm]") {
  CHECK(made({{"image", "app:v1"}})["version"] == "3.8");
  CHECK(made({{"image", "app:v1"}, {"healthcheck", {{"start_interval", "1s"}}}})["version"] == "3.12");
}

TEST_CASE("secrets and configs are named by what is in them", "[swarm]") {
  const SwarmObject key{ObjectKind::secret, "key", "shop_key_0123", "x"};
  const json file = made({{"image", "app:v1"}, {"secrets", {{{"source", "key"}}}}}, {key});
  CHECK(file["secrets"]["key"] == json{{"external", true}, {"name", "shop_key_0123"}});
}

TEST_CASE("a service's label says which keys differ from the last time", "[swarm]") {
  const auto hashes = [](const json& service, const std::string& object) {
    const auto label =
        app(service, {{ObjectKind::secret, "key", object, ""}})["deploy"]["labels"][specification_label];
    return hashes_in_label(label.get<std::string>());
  };
  const json service{{"secrets", {{{"source", "key"}}}}, {"command", {"serve"}}};
  const auto before = hashes(service, "shop_key_1");
  CHECK(hashes(service, "shop_key_1") == before);
  const auto after = hashes(service, "shop_key_2");
  CHECK(after.at("secrets") != before.at("secrets"));
  CHECK(after.at("command") == before.at("command"));
}

TEST_CASE("a label that is none has no hashes", "[swarm]") {
  CHECK(hashes_in_label("").empty());
  CHECK(hashes_in_label("nonsense").empty());
  CHECK(hashes_in_label("a=1,,b=2,c") == std::map<std::string, std::string>{{"a", "1"}, {"b", "2"}});
}

TEST_CASE("a network has its subnets, and nothing that the format does not know", "[swarm]") {
  const auto file =
      stack_file({{"services", json::object()},
                  {"networks",
                   {{"default",
                     {{"name", "shop_default"},
                      {"ipam", {{"config", {{{"subnet", "10.9.0.0/24"}, {"gateway", "10.9.0.1"}}}}}},
                      {"enable_ipv6", true}}},
                    {"proxy", {{"name", "proxy"}, {"external", true}}}}}},
                 {}, {});
  const json networks = json::parse(file.text)["networks"];
  CHECK(networks["default"] ==
        json{{"name", "shop_default"}, {"ipam", {{"config", {{{"subnet", "10.9.0.0/24"}}}}}}});
  CHECK(networks["proxy"] == json{{"name", "proxy"}, {"external", true}});
}
