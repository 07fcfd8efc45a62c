#include "engine/networks.hpp"

#include <catch2/catch_test_macros.hpp>

#include "unit/support/scripted_engine.hpp"

using namespace slipway;

using test::ScriptedEngine;

TEST_CASE("a network is found by its whole name, with the hash that Compose noted", "[networks]") {
  ScriptedEngine engine;
  engine.answers = {
      {"GET /networks/shop_default",
       EngineReply{200, R"({"Name":"shop_default","Labels":{"com.docker.compose.config-hash":"0123"}})"}},
      {"GET /networks/old", EngineReply{200, R"({"Name":"old","Labels":null})"}},
      {"GET /networks/0a1b", EngineReply{200, R"({"Name":"whose id begins like that"})"}},
      {"GET /networks/odd", EngineReply{200, "no JSON"}}};
  CHECK(inspect_network(engine, "shop_default")->value().config_hash == "0123");
  CHECK(inspect_network(engine, "old")->value().config_hash.empty());
  CHECK_FALSE(inspect_network(engine, "0a1b")->has_value());
  CHECK_FALSE(inspect_network(engine, "none")->has_value());
  CHECK(inspect_network(engine, "odd").error().message ==
        "cannot read network 'odd': the engine's answer is not JSON; is it really a container engine that "
        "listens "
        "there?");
}
