#include "stack/command_containers.hpp"

#include <catch2/catch_test_macros.hpp>

#include "unit/support/fake_engine.hpp"
#include "unit/support/unmarked.hpp"

using namespace slipway;
using test::container_document;

TEST_CASE("containers of a project's commands go, and no others", "[command_containers]") {
  test::FixedClock clock;
  test::FakeEngine engine{clock};
  const auto labelled = [](const std::string& project) {
    return nlohmann::json{{"Config", {{"Labels", {{"slipway.command", project}}}}}};
  };
  engine.put(container_document("shop-app-1", "app"));
  engine.put(container_document("shop-app-run-1", "app", labelled("shop")));
  engine.put(container_document("shop-app-run-2", "app", labelled("shop")));
  engine.put(container_document("other-app-run-1", "app", labelled("other")));
  CHECK(remove_command_containers(engine, "shop").value() ==
        std::vector<std::string>{"shop-app-run-1", "shop-app-run-2"});
  CHECK(engine.containers.size() == 2);
  CHECK(remove_command_containers(engine, "shop")->empty());
}

TEST_CASE("a container that cannot be removed does not keep the next one", "[command_containers]") {
  test::FixedClock clock;
  test::FakeEngine engine{clock};
  for (const char* name : {"a", "b"})
    engine.put(container_document(name, "app", {{"Config", {{"Labels", {{"slipway.command", "shop"}}}}}}));
  engine.refusals["DELETE /containers/a"] = {500, R"({"message":"busy"})"};
  const auto outcome = remove_command_containers(engine, "shop");
  REQUIRE_FALSE(outcome);
  CHECK(test::message_of(outcome) == "cannot remove container 'a': the engine refused with status 500: busy");
  CHECK(engine.containers.size() == 1);
}
