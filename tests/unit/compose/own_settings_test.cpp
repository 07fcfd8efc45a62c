#include "compose/own_settings.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "unit/support/unmarked.hpp"

using namespace slipway;
using Catch::Matchers::StartsWith;
using test::message_of;

namespace {

using Words = std::vector<std::string>;

/// Of a service `app` with this under x-slipway.
Expected<std::map<std::string, OwnSettings>> parsed(const std::string& own) {
  return parse_own_settings("name: shop\nservices:\n  app:\n    image: shop/app:v1\n    x-slipway: " + own +
                            "\n");
}

OwnSettings settings(const std::string& own) {
  const auto all = parsed(own);
  INFO(message_of(all));
  REQUIRE(all);
  return all->at("app");
}

std::string complaint(const std::string& own) {
  return message_of(parsed(own));
}

}  // namespace

TEST_CASE("a check is a page or a command, and drain is a command", "[own_settings]") {
  const auto page =
      settings("{check: {port: 9000, path: /ping, status: 204, contains: pong}, drain: [sleep, '5']}");
  CHECK(page.check == ContainerCheck{{}, 9000, "/ping", 204, "pong"});
  CHECK(page.drain == Words{"sleep", "5"});
  const auto command = settings("{check: {command: [php, artisan, ready]}}");
  REQUIRE(command.check);
  CHECK(command.check->command == Words{"php", "artisan", "ready"});
  CHECK(command.drain.empty());
}

TEST_CASE("a page without more is that of port 80", "[own_settings]") {
  CHECK(settings("{check: {}}").check == ContainerCheck{});
  CHECK_FALSE(settings("{}").check);
  CHECK_FALSE(settings("{drain: [a]}").check);
}

TEST_CASE("only services that say something are in it", "[own_settings]") {
  const auto all = parse_own_settings(R"(
name: shop
x-slipway: {check: nobody asks for this}
services:
  app: {x-slipway: {drain: [a]}}
  db: {image: "db:1", x-other: {check: 1}}
  odd: null
)");
  REQUIRE(all);
  REQUIRE(all->size() == 1);
  CHECK(all->at("app").drain == Words{"a"});
}

TEST_CASE("JSON is read as well", "[own_settings]") {
  const auto all =
      parse_own_settings(R"({"services": {"app": {"x-slipway": {"check": {"path": "/ä?\u0041=b"}}}}})");
  REQUIRE(all);
  CHECK(all->at("app").check->path == "/ä?A=b");
}

TEST_CASE("a configuration without services has no settings", "[own_settings]") {
  for (const char* text :
       {"", "name: shop", "services: []", "services:", "[]", "services: {}", "just words"}) {
    INFO(text);
    const auto all = parse_own_settings(text);
    REQUIRE(all);
    CHECK(all->empty());
  }
}

TEST_CASE("a key that is not known is an error with the service and the keys that are", "[own_settings]") {
  CHECK(complaint("{chekc: {}}") ==
        "service app: x-slipway has the key 'chekc', which is not known; it has the keys check, drain");
  CHECK(complaint("{check: {url: /}}") ==
        "service app: x-slipway.check has the key 'url', which is not known; it has the keys command, port, "
        "path, status, contains");
  CHECK_THAT(complaint("{[a, b]: c}"), StartsWith("service app: x-slipway has the key ''"));
}

TEST_CASE("what is no mapping is an error", "[own_settings]") {
  for (const char* odd : {"7", "[check]", "yes", "null"}) {
    INFO(odd);
    CHECK(complaint(odd) == "service app: x-slipway is no mapping; it has the keys check, drain");
  }
  for (const char* odd : {"{check: /ping}", "{check: [a]}", "{check: null}"}) {
    INFO(odd);
    CHECK_THAT(complaint(odd),
               StartsWith("service app: x-slipway.check is no mapping; it has the keys command"));
  }
}

TEST_CASE("a value of another type is an error with its key", "[own_settings]") {
  CHECK(complaint("{drain: sleep 5}") == "service app: x-slipway: drain is not a list of words");
  CHECK(complaint("{drain: [[a], b]}") == "service app: x-slipway: drain is not a list of words");
  CHECK(complaint("{check: {command: ready}}") ==
        "service app: x-slipway.check: command is not a list of words");
  CHECK(complaint("{check: {port: http}}") == "service app: x-slipway.check: port is not a number");
  CHECK(complaint("{check: {status: [200]}}") == "service app: x-slipway.check: status is not a number");
  CHECK(complaint("{check: {path: [/]}}") == "service app: x-slipway.check: path is not a text");
  CHECK(complaint("{check: {contains: {a: b}}}") == "service app: x-slipway.check: contains is not a text");
}

TEST_CASE("a command beside a page is an error", "[own_settings]") {
  CHECK(complaint("{check: {command: [ready], port: 80}}") ==
        "service app: x-slipway.check has a command and a page; give one of them");
}

TEST_CASE("a page that cannot be is an error", "[own_settings]") {
  for (const char* port : {"0", "-1", "65536"})
    CHECK(complaint("{check: {port: " + std::string(port) + "}}") ==
          "service app: x-slipway.check: port is " + std::string(port) + "; give 1 to 65535");
  for (const char* status : {"199", "600"})
    CHECK(complaint("{check: {status: " + std::string(status) + "}}") ==
          "service app: x-slipway.check: status is " + std::string(status) + "; give 200 to 599");
  CHECK(complaint("{check: {path: ping}}") == "service app: x-slipway.check: path has to begin with '/'");
  CHECK(settings("{check: {port: 65535, status: 599}}").check->port == 65535);
}

TEST_CASE("what is no YAML is said to come from Compose", "[own_settings]") {
  CHECK_THAT(message_of(parse_own_settings("services: {app")),
             StartsWith("docker compose config did not print YAML: "));
  CHECK_THAT(message_of(parse_own_settings("services: {[a]: {x-slipway: {}}}")),
             StartsWith("docker compose config did not print YAML: "));
}

TEST_CASE("an empty command is refused", "[own_settings]") {
  const auto all = parse_own_settings("services: {app: {x-slipway: {check: {command: []}}}}");
  CHECK_FALSE(all);
}
