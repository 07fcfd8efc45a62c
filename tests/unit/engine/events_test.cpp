#include "engine/events.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace slipway;

TEST_CASE("an event is read", "[container_events]") {
  const auto event = parse_container_event(
      R"({"status":"die","id":"ab","Type":"container","Action":"die","Actor":{"ID":"ab","Attributes":{}}})");
  REQUIRE(event);
  CHECK(event->action == "die");
  CHECK(event->id == "ab");
  CHECK_FALSE(parse_container_event("not json"));
}

TEST_CASE("only events that change a container's state are looked into", "[container_events]") {
  for (const auto* action :
       {"start", "die", "destroy", "create", "oom", "remove", "health_status: healthy", "health_status"})
    CHECK(changes_state({action, "a", "", ""}));
  for (const auto* action : {"exec_create: true", "exec_start: true", "exec_die", "attach", "top", ""})
    CHECK_FALSE(changes_state({action, "a", "", ""}));
  CHECK_FALSE(changes_state({"die", "", "", ""}));  // of no container
}

TEST_CASE("an event tells the project and the signal", "[container_events]") {
  const auto event = parse_container_event(
      R"({"Action":"kill","Actor":{"ID":"ab","Attributes":{"signal":"1","com.docker.compose.project":"shop"}}})");
  REQUIRE(event);
  CHECK(event->signal == "1");
  CHECK(event->project == "shop");
}

TEST_CASE("a blank line is no event", "[container_events]") {
  CHECK(is_blank(""));
  CHECK(is_blank("\r"));
  CHECK_FALSE(is_blank("{}"));
}
