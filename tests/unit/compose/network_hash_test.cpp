#include "compose/network_hash.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace slipway;

// The configuration as Compose 2.40.3 printed it, and the labels that it put on the networks.
TEST_CASE("the hash of a network is the one that Compose notes on it", "[network_hash]") {
  const auto hashes = network_hashes(R"({"networks": {
    "default": {"name": "exp_default", "ipam": {}},
    "named": {"name": "own-name", "ipam": {}, "attachable": true, "enable_ipv6": false},
    "tricky": {"name": "exp_tricky", "driver_opts": {"com.docker.network.driver.mtu": "1400"}, "ipam": {"config":
      [{"subnet": "172.31.77.0/24", "aux_addresses": {"h": "172.31.77.5"}}]}, "internal": true,
      "labels": {"a": "\u003c\u0026\u003e $$x \u00e9\t\"q\""}},
    "others": {"name": "traefik-public", "external": true}}})");
  CHECK(hashes == std::map<std::string, std::string>{
                      {"exp_default", "458e0de2f6af7fc5378c42a24c574b5c9a49e0d782250b67aa181529b30af0bf"},
                      {"own-name", "d5522e5f29e20861318be38be73ef8b6956744e499bb02715c7393db047812e0"},
                      {"exp_tricky", "14e1644cda95ccd3e6d7e155529ce51c0a1dcdb180ab855cbf52ae5f57decb26"}});
}

TEST_CASE("odd pieces of a configuration are no networks", "[network_hash]") {
  for (const char* odd : {"no JSON", "[]", "{}", R"({"networks": [1]})", R"({"networks": {"a": null}})"})
    CHECK(network_hashes(odd).empty());
  CHECK(network_hashes(R"({"networks": {"a": {"name": 1}}})").count("a") == 1);
}
