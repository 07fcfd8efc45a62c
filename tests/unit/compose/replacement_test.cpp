#include "compose/replacement.hpp"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

using namespace slipway;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

using Sentences = std::vector<std::string>;

ReplacementRules rules(const char* service) {
  return replacement_rules(json::parse(service));
}

}  // namespace

TEST_CASE("a service that says nothing is replaced one by one, at once, with the default grace",
          "[replacement]") {
  const auto found = rules(R"({"image": "shop/app:v1"})");
  CHECK(found == ReplacementRules{});
  CHECK(found.update.order.empty());
  CHECK(found.update.parallelism == 1);
  CHECK(found.update.delay == 0ns);
  CHECK(found.update.monitor == 0ns);
  CHECK(found.grace == 10s);
}

TEST_CASE("what update_config says is read", "[replacement]") {
  const auto found = rules(R"({"stop_grace_period": "1m30s", "deploy": {"update_config":
      {"order": "start-first", "parallelism": 2, "delay": "500ms", "monitor": "1m0s", "failure_action": "rollback"}}})");
  CHECK(found.update == UpdateConfig{"start-first", 2, 500ms, 60s, "rollback"});
  CHECK(found.grace == 90s);
}

TEST_CASE("a parallelism of 0 stays 0, which is all at a time", "[replacement]") {
  CHECK(rules(R"({"deploy": {"update_config": {"parallelism": 0}}})").update.parallelism == 0);
}

TEST_CASE("what is of another type than it should be counts as not said", "[replacement]") {
  const auto found =
      rules(R"({"stop_grace_period": "soon", "container_name": 7, "ports": {"a": 1}, "networks": ["n"],
      "volumes": [7, null, {"type": "volume"}], "network_mode": [],
      "deploy": {"update_config": {"order": 1, "parallelism": "2", "delay": 5, "monitor": "x"}}})");
  CHECK(found == ReplacementRules{});
  CHECK(rules(R"({"deploy": {"update_config": ["order"]}})") == ReplacementRules{});
  CHECK(rules(R"([])") == ReplacementRules{});
}

TEST_CASE("a container_name lets no second one be there", "[replacement]") {
  CHECK(rules(R"({"container_name": "shop-app"})").alone == Sentences{"its container_name is shop-app"});
}

TEST_CASE("a published port lets no second one be there, a range or the engine's choice does",
          "[replacement]") {
  CHECK(
      rules(R"({"ports": [{"target": 80, "published": "8080"}, {"target": 81, "published": 8081}]})").alone ==
      Sentences{"it publishes port 8080", "it publishes port 8081"});
  CHECK(rules(R"({"ports": [{"target": 80}, {"target": 80, "published": ""}, {"target": 80, "published": "0"},
                            {"target": 80, "published": 0}, {"target": 80, "published": "8080-8090"}]})")
            .alone.empty());
}

TEST_CASE("the network of the host or of a container lets no second one be there", "[replacement]") {
  CHECK(rules(R"({"network_mode": "host"})").alone == Sentences{"it uses the network of the host"});
  CHECK(rules(R"({"network_mode": "container:vpn"})").alone ==
        Sentences{"it uses the network of container:vpn"});
  for (const char* free : {R"({"network_mode": "bridge"})", R"({"network_mode": "none"})"})
    CHECK(rules(free).alone.empty());
}

TEST_CASE("a fixed address lets no second one be there", "[replacement]") {
  CHECK(
      rules(
          R"({"networks": {"default": null, "side": {"ipv4_address": "10.0.0.7"}, "six": {"ipv6_address": "fd00::7"}}})")
          .alone == Sentences{"it has the fixed address 10.0.0.7 in network side",
                              "it has the fixed address fd00::7 in network six"});
  CHECK(rules(R"({"networks": {"default": {"mac_address": "02:42:ac:11:65:43"}}})").alone ==
        Sentences{"it has the fixed address 02:42:ac:11:65:43 in network default"});
  CHECK(rules(R"({"mac_address": "02:42:ac:11:65:43", "networks": {"default": null}})").alone ==
        Sentences{"it has the fixed address 02:42:ac:11:65:43"});
  CHECK(rules(R"({"networks": {"default": {"aliases": ["a"]}}})").alone.empty());
}

TEST_CASE("all that lets no second one be there is told", "[replacement]") {
  CHECK(rules(R"({"container_name": "a", "network_mode": "host", "ports": [{"published": "80"}]})").alone ==
        Sentences{"its container_name is a", "it publishes port 80", "it uses the network of the host"});
}

TEST_CASE("volumes and folders that it writes to are named, and nothing else that is mounted",
          "[replacement]") {
  CHECK(rules(R"({"volumes": [
          {"type": "volume", "source": "data", "target": "/data"},
          {"type": "bind", "source": "/srv/uploads", "target": "/uploads"},
          {"type": "volume", "source": "seed", "target": "/seed", "read_only": true},
          {"type": "bind", "source": "/etc/app.conf", "target": "/app.conf", "read_only": true},
          {"type": "bind", "source": "/var/run/docker.sock", "target": "/docker.sock"},
          {"type": "volume", "target": "/anonymous"},
          {"type": "tmpfs", "target": "/tmp"}]})")
            .written == Sentences{"volume data", "folder /srv/uploads"});
}

TEST_CASE("a fixed address of the hardware counts without networks", "[replacement]") {
  CHECK(replacement_rules(
            nlohmann::json::parse(R"({"network_mode":"bridge","mac_address":"02:42:ac:11:65:43"})"))
            .alone.size() == 1);
}
