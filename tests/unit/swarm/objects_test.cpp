#include "swarm/objects.hpp"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "swarm/services.hpp"
#include "unit/support/scripted_engine.hpp"
#include "unit/support/stack_machine.hpp"

using namespace slipway;
using nlohmann::json;

namespace {

const json services{
    {"app", {{"image", "app"}, {"secrets", {{{"source", "key"}}}}, {"configs", {{{"source", "conf"}}}}}}};

struct Server : test::StackMachine {
  ComposeProject project{"/srv/shop", {"compose.yaml"}, "shop", {}};

  Expected<std::vector<SwarmObject>> objects(const json& secret, const json& config = {{"content", "a"}}) {
    const ComposeConfig compose(system, ComposeConfig::Files::as_they_are, {});
    return objects_of(
        {{"services", services}, {"secrets", {{"key", secret}}}, {"configs", {{"conf", config}}}}, "shop",
        project, compose, std::nullopt, files);
  }
};

const SwarmObject key{ObjectKind::secret, "key", "shop_key_1", "x"};

}  // namespace

TEST_CASE("a secret's name tells its content: the same content, the same name", "[swarm]") {
  Server on;
  on.files.put("/srv/shop/key.txt", "hunter2");
  const auto first = on.objects({{"file", "/srv/shop/key.txt"}});
  REQUIRE(first);
  CHECK(first->at(0).name == "shop_key_f52fbd32b2b3");
  CHECK(first->at(0).content == "hunter2");
  on.files.put("/srv/shop/key.txt", "hunter3");
  CHECK(on.objects({{"file", "/srv/shop/key.txt"}})->at(0).name != first->at(0).name);
}

TEST_CASE("a relative file stands in the stack's folder, and a config may stand in the compose file",
          "[swarm]") {
  Server on;
  on.files.put("/srv/shop/key.txt", "x");
  const auto objects = on.objects({{"file", "key.txt"}}, {{"content", "price: 5$$\n"}});
  REQUIRE(objects);
  CHECK(objects->at(0).content == "x");
  CHECK(objects->at(1).kind == ObjectKind::config);
  CHECK(objects->at(1).content == "price: 5$\n");
}

TEST_CASE("somebody else's secret keeps its name", "[swarm]") {
  Server on;
  const auto objects = on.objects({{"external", true}, {"name", "tls_key"}});
  REQUIRE(objects);
  CHECK(objects->at(0).external);
  CHECK(objects->at(0).name == "tls_key");
}

TEST_CASE("a secret whose file is not there, or whose name is too long, says so", "[swarm]") {
  Server on;
  CHECK(on.objects({{"file", "/none"}}).error().message.starts_with("reading secret key: "));
  const json config{{"services", {{"app", {{"secrets", {{{"source", std::string(60, 'k')}}}}}}}},
                    {"secrets", {{std::string(60, 'k'), {{"content", "x"}}}}}};
  const ComposeConfig compose(on.system, ComposeConfig::Files::as_they_are, {});
  const auto objects = objects_of(config, "shop", on.project, compose, std::nullopt, on.files);
  REQUIRE_FALSE(objects);
  CHECK(objects.error().message.find("longer than 64 characters") != std::string::npos);
}

TEST_CASE("what the swarm has is not made again; what is external and missing is an error", "[swarm]") {
  test::ScriptedEngine engine;
  engine.answers = {
      {"GET /secrets", EngineReply{200, R"([{"ID":"i1","Spec":{"Name":"shop_key_1","Labels":{}}}])"}},
      {"GET /configs", EngineReply{200, "[]"}}};
  const SwarmObject conf{ObjectKind::config, "conf", "shop_conf_1", "y"};
  const auto missing = missing_objects({key, conf}, engine);
  REQUIRE(missing);
  REQUIRE(missing->size() == 1);
  CHECK(missing->at(0).name == "shop_conf_1");
  const SwarmObject other{ObjectKind::secret, "tls", "tls_key", "", true};
  CHECK(missing_objects({other}, engine).error().message ==
        "the swarm has no secret 'tls_key'; make it with 'docker secret create'");
}

TEST_CASE("an object is made with the stack's label, and one that is there by then is as good", "[swarm]") {
  test::ScriptedEngine engine;
  engine.answers = {{"POST /secrets/create", EngineReply{201, R"({"ID":"i1"})"}},
                    {"POST /configs/create", EngineReply{409, R"({"message":"already exists"})"}}};
  REQUIRE(make_objects({key, {ObjectKind::config, "conf", "shop_conf_1", "y"}}, "shop", engine));
  CHECK(engine.asked[0].second == json{{"Name", "shop_key_1"},
                                       {"Data", "eA=="},
                                       {"Labels", {{stack_label, "shop"}, {object_label, "key"}}}});
  engine.answers["POST /secrets/create"] = EngineReply{503, R"({"message":"no leader"})"};
  CHECK_FALSE(make_objects({key}, "shop", engine));
}

TEST_CASE("only objects of these names that Slipway made are removed; one in use stays", "[swarm]") {
  test::ScriptedEngine engine;
  engine.answers = {
      {"GET /secrets", EngineReply{200, R"([
    {"ID":"i1","Spec":{"Name":"shop_key_1","Labels":{"slipway.object":"key"}}},
    {"ID":"i2","Spec":{"Name":"shop_key_2","Labels":{"slipway.object":"key"}}},
    {"ID":"i3","Spec":{"Name":"shop_key_3","Labels":{"slipway.object":"key"}}},
    {"ID":"i4","Spec":{"Name":"by_hand","Labels":{}}}])"}},
      {"GET /configs", EngineReply{200, "[]"}},
      {"DELETE /secrets/i1", EngineReply{204, ""}},
      {"DELETE /secrets/i2",
       EngineReply{400, R"({"message":"secret is in use by the following service: shop_app"})"}},
      {"DELETE /secrets/i4", EngineReply{204, ""}}};
  const auto removed = remove_objects({"shop_key_1", "shop_key_2", "by_hand"}, engine);
  REQUIRE(removed);
  CHECK(*removed == std::vector<std::string>{"shop_key_1"});
}
