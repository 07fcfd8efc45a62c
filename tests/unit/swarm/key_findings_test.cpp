#include "swarm/key_findings.hpp"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

using namespace slipway;
using nlohmann::json;

namespace {

std::vector<std::string> texts(const json& service) {
  json whole = service;
  if (!whole.contains("image")) whole["image"] = "app:v1";
  std::vector<std::string> said;
  for (const auto& finding : key_findings({{"services", {{"app", whole}}}}))
    said.push_back(finding_text(finding));
  return said;
}

}  // namespace

TEST_CASE("what docker stack deploy ignores is named by service and key, with what to do", "[swarm]") {
  const auto found = key_findings({{"services", {{"app", {{"image", "app:v1"}, {"privileged", true}}}}}});
  REQUIRE(found.size() == 1);
  CHECK(finding_text(found[0]) == "service app: Docker Swarm ignores privileged");
  CHECK_FALSE(found[0].refused);
  CHECK(found[0].remedy == "give it what it needs under cap_add, or keep the service on Docker Compose");
}

TEST_CASE("each key that docker's client lists as unsupported or deprecated is ignored", "[swarm]") {
  for (const std::string key : {"cgroup_parent", "devices", "domainname", "external_links", "ipc", "links",
                                "mac_address", "network_mode", "pid", "privileged", "restart", "security_opt",
                                "shm_size", "userns_mode", "container_name", "expose", "depends_on"}) {
    CAPTURE(key);
    CHECK(fate_of(key) == KeyFate::ignored);
    CHECK(texts({{key, "something"}}) ==
          std::vector<std::string>{"service app: Docker Swarm ignores " + key});
  }
}

TEST_CASE("each key that docker's client forbids, or does not know, is refused", "[swarm]") {
  for (const std::string key :
       {"volumes_from", "cpu_quota", "cpu_shares", "cpuset", "mem_limit", "memswap_limit", "extends",
        "group_add", "runtime", "oom_score_adj", "gpus", "a_key_of_tomorrow"}) {
    CAPTURE(key);
    CHECK(fate_of(key) == KeyFate::refused);
    CHECK(texts({{key, "something"}}) ==
          std::vector<std::string>{"service app: Docker Swarm refuses " + key});
  }
}

TEST_CASE("what says nothing about the containers is no finding", "[swarm]") {
  CHECK(
      texts({{"pull_policy", "always"}, {"profiles", {"web"}}, {"x-slipway", {{"check", "x"}}}, {"scale", 2}})
          .empty());
  CHECK(texts({{"depends_on", json::object()}, {"privileged", false}, {"links", nullptr}}).empty());
}

TEST_CASE("a port of one address, and a range of ports, are refused", "[swarm]") {
  const json ports{{{"target", 80}, {"published", "8080"}, {"host_ip", "127.0.0.1"}},
                   {{"target", 81}, {"published", "8081-8083"}}};
  CHECK(texts({{"ports", ports}}) ==
        std::vector<std::string>{"service app: Docker Swarm refuses ports.host_ip",
                                 "service app: Docker Swarm refuses ports.published"});
}

TEST_CASE("an address of its own is ignored, and an alias is taken", "[swarm]") {
  CHECK(texts({{"networks",
                {{"back", {{"aliases", {"db"}}, {"ipv4_address", "10.0.0.7"}}}, {"front", nullptr}}}}) ==
        std::vector<std::string>{"service app: Docker Swarm ignores networks.back.ipv4_address"});
}

TEST_CASE("a service that is only built is refused; one with an image is not built", "[swarm]") {
  const auto only_built = key_findings({{"services", {{"app", {{"build", {{"context", "."}}}}}}}});
  REQUIRE(only_built.size() == 1);
  CHECK(only_built[0].refused);
  CHECK(texts({{"build", {{"context", "."}}}}) ==
        std::vector<std::string>{"service app: Docker Swarm ignores build"});
}

TEST_CASE("a folder of the host is needed on each node", "[swarm]") {
  const auto found =
      key_findings({{"services",
                     {{"app",
                       {{"image", "app:v1"},
                        {"volumes", {{{"type", "bind"}, {"source", "/srv/conf"}, {"target", "/conf"}}}}}}}}});
  REQUIRE(found.size() == 1);
  CHECK(found[0].remedy.starts_with("see that /srv/conf is on each node"));
}

TEST_CASE("a network of one host is refused; one without a driver, or somebody else's, is not", "[swarm]") {
  const auto found = key_findings({{"services", json::object()},
                                   {"networks",
                                    {{"back", {{"driver", "bridge"}}},
                                     {"front", json::object()},
                                     {"mesh", {{"driver", "overlay"}}},
                                     {"proxy", {{"external", true}, {"driver", "bridge"}}}}}});
  REQUIRE(found.size() == 1);
  CHECK(finding_text(found[0]) == "Docker Swarm refuses networks.back.driver");
}
