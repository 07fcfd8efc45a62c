// A stack of three services on an engine that may lack their images, and stack_pull called on it.
#pragma once

#include <catch2/catch_test_macros.hpp>

#include "stack_pull/stack_pull.hpp"
#include "unit/support/stack_machine.hpp"

namespace slipway::test {

struct PullMachine : StackMachine {
  const Path src = "/srv/shop";
  nlohmann::json services{{"app", {{"image", "r.example:5000/framework:v1"}}},
                          {"worker", {{"image", "r.example:5000/framework:v1"}}},
                          {"web", {{"image", "nginx:1.25"}}}};
  int build_status = 0;  // what docker compose build ends with
  std::string build_errors;
  std::vector<std::string> builds;  // the services of each build

  PullMachine() {
    files.put(src / "compose.yml", "services: {}\n");
    files.put(src / ".env", "APP_KEY=hunter22\n", 0600);
    system.environment["HOME"] = "/home/deploy";
    processes.answer = [this](const Command& command) { return compose(command); };
    offer("r.example:5000/framework", "v1", "sha256:f1");
    offer("r.example:5000/framework", "v2", "sha256:f2");
    offer("docker.io/library/nginx", "1.25", "sha256:n1");
  }

  /// Puts an image into its registry.
  void offer(const std::string& repository, const std::string& tag, const std::string& id) {
    engine.pulls[repository + " " + tag] = {
        {.lines = {R"({"status":"Downloading","progressDetail":{"current":7,"total":7},"id":"a"})",
                   R"({"status":"Digest: sha256:d)" + id.substr(7) + "\"}"},
         .image = {{"Id", id}, {"Size", 7}}}};
  }

  /// Lets the registry refuse it.
  void refuse(const std::string& asked, int status, const std::string& words) {
    engine.pulls[asked] = {{status, {nlohmann::json{{"message", words}}.dump()}}};
  }

  /// Puts an image onto the engine.
  void has(const std::string& name, const std::string& id, const std::string& tagged = "") {
    engine.images[name] = {{"Id", id}, {"Metadata", {{"LastTagTime", tagged}}}};
  }

  CommandOutcome compose(const Command& command) {
    const auto says = [&](const char* word) {
      return std::find(command.argv.begin(), command.argv.end(), word) != command.argv.end();
    };
    if (says("build")) return build(command);
    if (refuses && !says("--no-interpolate"))
      return {1, "", "required variable APP_KEY is missing a value: hunter22\n"};
    return {0, nlohmann::json{{"name", "shop"}, {"services", services}}.dump(), ""};
  }

  CommandOutcome build(const Command& command) {
    const auto at = std::find(command.argv.begin(), command.argv.end(), "build");
    builds.assign(std::next(at), command.argv.end());
    if (build_status != 0) return {build_status, "", build_errors};
    for (const auto& service : builds) {
      const auto& own = services.at(service);
      const std::string image =
          own.contains("image") ? own.at("image").get<std::string>() : "shop-" + service;
      has(parse_pullable(image)->name(), "sha256:built");
    }
    return {0, "", ""};
  }

  bool refuses = false;  // Compose, for want of a variable

  stack_pull::Args args() const {
    stack_pull::Args args;
    args.project_src = src;
    args.files = {"compose.yml"};
    return args;
  }

  ansible::Result call(const stack_pull::Args& with, bool check = false) {
    engine.requests.clear();
    engine.posted.clear();
    const auto result = run(stack_pull::module(), with, check);
    CHECK(files.changes.empty());
    if (!result) FAIL(result.error().message);
    return *result;
  }

  std::string error(const stack_pull::Args& with) {
    const auto result = run(stack_pull::module(), with);
    return result ? "(no error)" : result.error().message;
  }

  long pulls_asked() const {
    return std::count_if(engine.requests.begin(), engine.requests.end(), [](const std::string& request) {
      return request.starts_with("POST /images/create");
    });
  }

  static nlohmann::json entry(const ansible::Result& result, const std::string& reference) {
    for (const auto& image : result.values["images"])
      if (image["reference"] == reference) return nlohmann::json::parse(image.dump());
    FAIL("there is no entry of " << reference);
    return {};
  }
};

}  // namespace slipway::test
