// A server on which a deploy can work, and stack_check called on it.
#pragma once

#include <catch2/catch_test_macros.hpp>

#include "stack_check/stack_check.hpp"
#include "unit/support/stack_machine.hpp"

namespace slipway::stack_check_test {

using ansible::Json;

inline bool has_word(const Command& command, const std::string& word) {
  return std::find(command.argv.begin(), command.argv.end(), word) != command.argv.end();
}

struct Machine : test::StackMachine {
  const std::string socket = "unix:///var/run/docker.sock";
  Json config{{"name", "shop"},
              {"services", {{"app", {{"image", "shop/app:v1"}}}, {"web", {{"image", "nginx"}}}}}};
  std::string remarks;              // of docker compose config, on its standard error
  std::string refusal;              // what it says instead; empty: it takes the files
  Json containers = Json::array();  // as the engine lists them
  std::string session;              // what logind says of the login session
  std::string free_kib = "4194304";
  std::string docker_says = "permission denied while trying to connect to the Docker daemon socket";
  std::vector<std::string> started;        // services, and how
  std::function<void()> on_start = [] {};  // what starting one does
  int start_status = 0;

  Machine() {
    files.put("/srv/shop/compose.yml", "services:\n  app: {image: shop/app:v1}\n");
    files.put("/srv/shop/.env", "APP_KEY=hunter22\n", 0600);
    engine.refusals["GET /version"] = {200, R"({"Version":"26.1.5","ApiVersion":"1.45"})"};
    engine.refusals["GET /info"] = {200, R"({"DockerRootDir":"/var/lib/docker"})"};
    engine.refusals["GET /_ping"] = {200, "OK"};
    processes.answer = [this](const Command& command) { return run_program(command); };
  }

  void engine_has_network(const std::string& name) {
    engine.refusals["GET /networks/" + name] = {200, Json{{"Name", name}}.dump()};
  }
  void engine_has_volume(const std::string& name) {
    engine.refusals["GET /volumes/" + name] = {200, Json{{"Name", name}}.dump()};
  }
  void engine_is_down(int os_error = ENOENT) {
    engine.broken = Error{"the engine does not answer at " + socket, os_error, true};
  }

  /// A container that is none of ours.
  void add_container(const std::string& name, const std::string& project, const Json& ports = Json::array()) {
    containers.push_back(
        {{"Id", name},
         {"Names", {"/" + name}},
         {"Ports", ports},
         {"Labels", project.empty() ? Json::object() : Json{{"com.docker.compose.project", project}}}});
  }

  Expected<ansible::Result> call(const Json& changes = Json::object(), bool check = false) {
    engine.refusals["GET /containers/json?all=1"] = {200, containers.dump()};
    Json options = {{"project_src", "/srv/shop"}, {"files", {"compose.yml"}}};
    options.update(changes);
    for (auto option = options.begin(); option != options.end();)
      option = option->is_null() ? options.erase(option) : std::next(option);
    const auto module = stack_check::module();
    return run(module, module.spec.fill(options), check);
  }

  /// In check mode, for real, and once more: the same each time, and nothing written.
  ansible::Result look(const Json& changes = Json::object()) {
    const auto previewed = call(changes, true);
    REQUIRE(previewed);
    const auto first = call(changes);
    const auto second = call(changes);
    REQUIRE(first);
    REQUIRE(second);
    CHECK(files.changes.empty());
    CHECK_FALSE(first->changed);
    for (const auto& other : {*first, *second}) {
      CHECK(other.msg == previewed->msg);
      CHECK(other.values == previewed->values);
      CHECK(other.failed == previewed->failed);
      CHECK(other.warnings == previewed->warnings);
    }
    return *first;
  }

  std::string message(const Json& changes = Json::object()) { return look(changes).msg; }

  Json advice(const Json& changes = Json::object()) {
    const auto result = look(changes);
    CHECK_FALSE(result.failed);
    return result.values["advice"];
  }

 private:
  Expected<CommandOutcome> run_program(const Command& command) {
    if (command.argv[0] == "df")
      return CommandOutcome{
          0,
          "Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/sda1 9 5 " + free_kib + " 1% /\n",
          ""};
    if (command.argv[0] == "loginctl") return CommandOutcome{0, session, ""};
    if (command.argv[0] == "systemctl" || command.argv[0] == "service") {
      started.push_back(command.argv[0]);
      on_start();
      return CommandOutcome{start_status, "", start_status == 0 ? "" : "Unit docker.service not found.\n"};
    }
    if (command.argv[1] == "version") return CommandOutcome{1, "", docker_says + "\n"};
    if (is_version(command)) return CommandOutcome{0, compose_version + "\n", ""};
    if (!refusal.empty()) return CommandOutcome{15, "", refusal_of(command) + "\n"};
    return CommandOutcome{0, config.dump(), remarks};
  }

  /// With the name of the compose file, as it was handed over, for @FILE@.
  std::string refusal_of(const Command& command) const {
    const std::string file = *std::next(std::find(command.argv.begin(), command.argv.end(), "-f"));
    std::string said = refusal;
    if (const auto at = said.find("@FILE@"); at != std::string::npos) said.replace(at, 6, file);
    return said;
  }
};

inline const std::string all_is_well = "nothing would keep the deploy from working";

}  // namespace slipway::stack_check_test
