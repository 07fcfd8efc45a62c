// A stack in memory whose service app can run commands, and a Compose that a test scripts.
#pragma once

#include <catch2/catch_test_macros.hpp>
#include <deque>

#include "stack_run/stack_run.hpp"
#include "unit/support/stack_machine.hpp"

namespace slipway::stack_run_test {

/// What a command does, and whether its container stays behind.
struct Scripted {
  TailedOutcome outcome;
  bool leaves_container = false;
  double seconds = 0;
};

inline Scripted said(int exit_code, const std::string& text) {
  return {{exit_code, false, {text, false}}};
}

inline Scripted leaves_container(int exit_code) {
  return {{exit_code, false, {"", false}}, true};
}

struct Machine : test::StackMachine {
  std::deque<Scripted> script;  // of the commands; when it is empty, all goes well

  Machine() {
    files.put("/srv/shop/base.yml", "services: {app: {image: shop/app:v2}}\n");
    engine.images["shop/app:v2"] = {{"Id", "sha256:0123"}};
    compose_config.output =
        R"({"name":"shop","services":{"app":{"image":"shop/app:v2"},"redis":{"image":"redis"}}})";
    processes.answer_tailed = [this](const Command& command) { return run_command(command); };
  }

  Expected<ansible::Result> call(const ansible::Json& changes = ansible::Json::object(), bool check = false) {
    ansible::Json options = {{"project_src", "/srv/shop"},
                             {"files", {"base.yml"}},
                             {"project_name", "shop"},
                             {"service", "app"},
                             {"commands", {"php artisan migrate"}},
                             {"timeout", 60}};
    if (!changes.is_null()) options.update(changes);
    for (auto option = options.begin(); option != options.end();)
      option = option->is_null() ? options.erase(option) : std::next(option);
    const auto module = stack_run::module();
    return run(module, module.spec.fill(options), check);
  }

  ansible::Result outcome(const ansible::Json& changes = ansible::Json::object(), bool check = false) {
    const auto result = call(changes, check);
    INFO((result ? "" : result.error().message));
    REQUIRE(result);
    return *result;
  }

  std::string refusal(const ansible::Json& changes) {
    const auto result = call(changes);
    return result ? "(ran)" : result.error().message;
  }

  /// The words behind the service of those that were run.
  std::vector<std::vector<std::string>> ran() const {
    std::vector<std::vector<std::string>> all;
    for (const auto& command : processes.commands) {
      const auto run = std::find(command.argv.begin(), command.argv.end(), "run");
      if (run != command.argv.end()) all.emplace_back(run, command.argv.end());
    }
    return all;
  }

  void put_command_container(const std::string& name) {
    engine.put(test::container_document(
        name, "app",
        {{"Config", {{"Labels", {{"slipway.command", "shop"}, {"com.docker.compose.oneoff", "True"}}}}}}));
  }

 private:
  Expected<TailedOutcome> run_command(const Command&) {
    Scripted next;
    if (!script.empty()) {
      next = script.front();
      script.pop_front();
    }
    clock.advance(std::chrono::milliseconds(static_cast<long>(next.seconds * 1000)));
    if (next.leaves_container) put_command_container("shop-app-run-1");
    return next.outcome;
  }
};

}  // namespace slipway::stack_run_test
