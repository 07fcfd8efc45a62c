#include "compose/env_files.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace slipway;

namespace {

std::string redirected(const std::string& text) {
  const auto made = redirect_env_files(
      text, [](std::string_view path) { return path == ".env"; }, "/held");
  REQUIRE(made);
  return *made;
}

}  // namespace

TEST_CASE("every form of env_file is redirected", "[compose_env_files]") {
  CHECK(redirected("services:\n  app:\n    env_file: .env # mine\n") ==
        "services:\n  app:\n    env_file: /held # mine\n");
  CHECK(redirected("services: {app: {env_file: ['.env', other.env]}}") ==
        "services: {app: {env_file: ['/held', other.env]}}");
  CHECK(redirected("services:\n  app:\n    env_file:\n      - path: \".env\"\n        required: false\n") ==
        "services:\n  app:\n    env_file:\n      - path: \"/held\"\n        required: false\n");
}

TEST_CASE("an env file behind an anchor is redirected once", "[compose_env_files]") {
  CHECK(redirected("x-a: &a\n  env_file: &f .env\nservices:\n  one: *a\n  two: {env_file: *f}\n") ==
        "x-a: &a\n  env_file: &f /held\nservices:\n  one: *a\n  two: {env_file: *f}\n");
}

TEST_CASE("other values stay", "[compose_env_files]") {
  const std::string text = "services: {app: {image: .env, volumes: ['.env:/x'], env_file: [prod.env]}}\n";
  CHECK(redirected(text) == text);
}

TEST_CASE("a file that is no YAML is an error", "[compose_env_files]") {
  CHECK_FALSE(redirect_env_files(
      "services: [", [](auto) { return true; }, "/held"));
}

TEST_CASE("every path of an env file is named, as it is written", "[compose_env_files]") {
  const auto paths = env_file_paths(
      "include: [{path: a.yml, env_file: one.env}]\nservices:\n  a: {env_file: [\"${B:-two}.env\", {path: "
      "three.env}]}\n"
      "  b: {env_file: four.env, image: five.env}\n");
  REQUIRE(paths);
  CHECK(*paths == std::vector<std::string>{"one.env", "${B:-two}.env", "three.env", "four.env"});
  CHECK_FALSE(env_file_paths("services: [").has_value());
}
