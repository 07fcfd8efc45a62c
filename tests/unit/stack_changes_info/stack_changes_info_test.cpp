#include "stack_changes_info/stack_changes_info.hpp"

#include <catch2/catch_test_macros.hpp>

#include "unit/support/stack_machine.hpp"

using namespace slipway;
using namespace slipway::test;

namespace {

/// A stack with one service, of which a container runs, and a Compose that hashes what it is given to read.
struct Machine : StackMachine {
  const Path src = "/srv/shop";
  std::vector<std::string> read;  // what Compose was given, in order

  Machine() {
    files.put(src / "base.yml", "services: {app: {image: shop/app:v1, env_file: .env}}\n");
    files.put(src / ".env", "KEY=old\n", 0600);
    engine.put(container_document("shop-app-1", "app"));
    processes.answer = [this](const Command& command) { return compose(command); };
  }

  bool says(const Command& command, const std::string& word) const {
    return std::find(command.argv.begin(), command.argv.end(), word) != command.argv.end();
  }

  std::string after(const Command& command, const std::string& word) const {
    const auto found = std::find(command.argv.begin(), command.argv.end(), word);
    return found == command.argv.end() ? "" : *std::next(found);
  }

  CommandOutcome compose(const Command& command) {
    if (is_version(command)) return {0, compose_version + "\n", ""};
    const auto held = [&](const std::string& path) {
      return processes.held.count(path) != 0 ? processes.held.at(path)
                                             : files.content(src / path).value_or("");
    };
    const std::string file = held(after(command, "-f"));
    const std::string env = held(says(command, "--env-file") ? after(command, "--env-file") : ".env");
    read.push_back(file + env);
    if (refuses) return {1, "", "time=\"x\" level=warning\nline 3: hunter22 is no port\n"};
    if (says(command, "--hash"))
      return {0, "app " + std::to_string(std::hash<std::string>{}(file)) + "\n", ""};
    const bool fresh = file.find(":v2") != std::string::npos;
    return {0,
            R"({"name":"shop","services":{"app":{"image":"shop/app:)" + std::string(fresh ? "v2" : "v1") +
                R"(","environment":{"KEY":")" + (env.find("hunter22") != std::string::npos ? "new" : "old") +
                R"("}}}})",
            ""};
  }

  bool refuses = false;

  stack_changes_info::Args args() const {
    stack_changes_info::Args args;
    args.project_src = src;
    args.files = {"base.yml"};
    return args;
  }

  Expected<ansible::Result> call(const stack_changes_info::Args& with) {
    return run(stack_changes_info::module(), with);
  }
};

}  // namespace

TEST_CASE("another tag and secret are foretold, from memory alone", "[stack_changes_info]") {
  Machine machine;
  auto args = machine.args();
  args.image = "shop/app";
  args.tag = "v2";
  args.secrets = {{"KEY", "hunter22"}};
  const auto result = machine.call(args);
  REQUIRE(result);
  CHECK_FALSE(result->changed);
  CHECK(machine.files.changes.empty());
  CHECK(result->values["summary"] ==
        ansible::Json{"app: recreated (image shop/app:v1 -> shop/app:v2; environment KEY)"});
  CHECK(result->values["services"][0]["action"] == "recreate");
  CHECK(machine.read[0].find("shop/app:v2") != std::string::npos);
  CHECK(machine.read[0].find("env_file: /proc/1/fd/0") != std::string::npos);
  CHECK(machine.read[0].find("KEY=hunter22") != std::string::npos);
  CHECK(machine.files.content(machine.src / ".env") == "KEY=old\n");
  CHECK(std::find(result->secrets.begin(), result->secrets.end(), "hunter22") != result->secrets.end());
  for (const auto& command : machine.processes.commands)
    for (const auto& word : command.argv) CHECK(word.find("hunter22") == std::string::npos);
}

TEST_CASE("without other values the files are taken as they are", "[stack_changes_info]") {
  Machine machine;
  REQUIRE(machine.call(machine.args()));
  CHECK(machine.read[0].find("env_file: .env") != std::string::npos);
  CHECK_FALSE(machine.says(machine.processes.commands.back(), "--env-file"));
}

TEST_CASE("what Compose says against the files is told without secrets", "[stack_changes_info]") {
  Machine machine;
  machine.refuses = true;
  auto args = machine.args();
  args.secrets = {{"KEY", "hunter22"}};
  CHECK(
      machine.call(args).error().message ==
      "docker compose config refuses the files in '/srv/shop' as they would be: line 3: ******** is no port");
}

TEST_CASE("a docker without Compose was told as files that Compose refuses", "[stack_changes_info]") {
  Machine machine;
  machine.processes.answer = [](const Command&) {
    return CommandOutcome{1, "", "docker: 'compose' is not a docker command\n"};
  };
  CHECK(machine.call(machine.args()).error().message ==
        "docker compose version says 'docker: 'compose' is not a docker command', which is no version; run "
        "it by "
        "hand to see what is installed");
}

TEST_CASE("orphans are asked for only where a container has no service", "[stack_changes_info]") {
  Machine machine;
  auto args = machine.args();
  args.remove_orphans = true;
  REQUIRE(machine.call(args));
  const auto profiles = [&] {
    return std::count_if(machine.processes.commands.begin(), machine.processes.commands.end(),
                         [&](const auto& command) { return machine.says(command, "--profile"); });
  };
  CHECK(profiles() == 0);
  machine.engine.put(container_document("shop-old-1", "old"));
  REQUIRE(machine.call(args));
  CHECK(profiles() == 1);
}

TEST_CASE("several images are foretold as they would be rewritten", "[stack_changes_info]") {
  Machine machine;
  auto args = machine.args();
  args.images = {{"shop/app", "v2", std::nullopt, std::nullopt}, {"other", "v9", std::nullopt, {{"app"}}}};
  REQUIRE(machine.call(args));
  CHECK(machine.read[0].find("shop/app:v2") != std::string::npos);
  CHECK(machine.files.changes.empty());
}

TEST_CASE("options that do not go together are refused", "[stack_changes_info]") {
  Machine machine;
  auto args = machine.args();
  args.tag = "v2";
  CHECK(machine.call(args).error().message == "a tag or digest is given without image; name its repository");
  args = machine.args();
  args.image = "shop/app";
  CHECK(machine.call(args).error().message == "give a `tag`, a `digest`, or both");
  args = machine.args();
  args.images = {{"shop/app", "v2", std::nullopt, std::nullopt},
                 {"shop/app", "v3", std::nullopt, std::nullopt}};
  CHECK(machine.call(args).error().message.find("images: the entries 1 and 2 both name the image") == 0);
  args = machine.args();
  args.files = {};
  CHECK(machine.call(args).error().message == "files: name at least one compose file");
  args.files = {"none.yml"};
  CHECK(machine.call(args).error().message.find("/srv/shop/none.yml") != std::string::npos);
}
