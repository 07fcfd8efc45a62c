#include "stack_changes_info/stack_changes_info.hpp"

#include <catch2/catch_test_macros.hpp>

#include "unit/support/answered.hpp"
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
    if (file.find("\"asked\"") != std::string::npos) return {0, filled_in(file), ""};
    read.push_back(file + env);
    if (refuses) return {1, "", "time=\"x\" level=warning\nline 3: hunter22 is no port\n"};
    if (says(command, "--hash")) {
      hash = std::to_string(std::hash<std::string>{}(file));
      return {0, "app " + hash + "\n", ""};
    }
    if (!model.empty()) return {0, model, ""};
    const bool fresh = file.find(":v2") != std::string::npos;
    return {0,
            R"({"name":"shop","services":{"app":{"image":"shop/app:)" + std::string(fresh ? "v2" : "v1") +
                R"(","environment":{"KEY":")" + (env.find("hunter22") != std::string::npos ? "new" : "old") +
                R"("}}}})",
            ""};
  }

  /// What Compose makes of variables: of ${ENVF:-.env} that is .env.
  static std::string filled_in(const std::string& file) {
    auto config = ansible::Json::parse(file);
    for (auto& variable : config["services"]["asked"]["environment"])
      if (variable == "${ENVF:-.env}") variable = ".env";
    return config.dump();
  }

  /// Whether a service that reads `env_file` is given the file as it would be.
  bool redirects(const std::string& env_file) {
    read.clear();
    files.put(src / "base.yml", "services: {app: {image: shop/app:v1, env_file: " + env_file + "}}\n");
    auto with = args();
    with.values = {{"KEY", "new"}};
    REQUIRE(call(with));
    return read.at(0).find("/proc/1/fd/") != std::string::npos;
  }

  std::string hash;   // the last that it printed
  std::string model;  // what `config` prints, in place of the one that follows from the files
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

TEST_CASE("another tag and secret are previewed, from memory alone", "[stack_changes_info]") {
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

TEST_CASE("several images are previewed as they would be rewritten", "[stack_changes_info]") {
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
  CHECK(machine.call(args).error().message == "neither `tag` nor `digest` is given; give one, or both");
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

TEST_CASE("a would-be .env was not seen behind a variable, a link or another way to write its path",
          "[stack_changes_info]") {
  Machine machine;
  machine.files.put_link(machine.src / "ln.env", ".env");
  machine.files.put_link("/srv/link", "/srv/shop");
  machine.files.put_folder("/home/deploy");
  machine.files.put_link("/home/deploy/shop", "/srv/shop");
  machine.system.environment["HOME"] = "/home/deploy";
  machine.files.put(machine.src / "other.env", "KEY=old\n");
  for (const char* same :
       {".env", "./.env", "sub/../.env", "/srv/shop/.env", "'${ENVF:-.env}'", "ln.env", "[a.env, ln.env]",
        "[{path: ln.env, required: false}]", "/srv/link/.env", "../link/.env", "~/shop/.env"}) {
    CAPTURE(same);
    CHECK(machine.redirects(same));
  }
  for (const char* other : {"other.env", "/srv/.env", "'${OTHER}'", "~/.env", "''", "nowhere/.env"}) {
    CAPTURE(other);
    CHECK_FALSE(machine.redirects(other));
  }
}

TEST_CASE("the .env itself may be a link", "[stack_changes_info]") {
  Machine machine;
  machine.files.put("/srv/shared.env", "KEY=old\n");
  REQUIRE(machine.files.remove(machine.src / ".env"));
  machine.files.put_link(machine.src / ".env", "/srv/shared.env");
  CHECK(machine.redirects("../shared.env"));
  CHECK(machine.redirects(".env"));
}

TEST_CASE("an env file that comes by extends or include cannot be told, which was not said",
          "[stack_changes_info]") {
  Machine machine;
  auto args = machine.args();
  args.pull = "never";
  args.values = {{"KEY", "other"}};
  const auto summary = [&] { return machine.call(args)->values["summary"][0].get<std::string>(); };
  const auto tag = [&] {
    machine.engine.containers["shop-app-1"]["Config"]["Labels"]["com.docker.compose.config-hash"] =
        machine.hash;
  };
  const std::string unknown =
      "app: stays; whether it is recreated cannot be told: the env_file entries of common.yml may read the "
      ".env "
      "file, which is to change";
  const auto with = [&](const std::string& file, const std::string& common) {
    machine.files.put(machine.src / "base.yml", file);
    machine.files.put(machine.src / "common.yml", common);
    summary();
    tag();
    return summary();
  };
  const std::string extending =
      "services: {app: {image: shop/app:v1, extends: {file: common.yml, service: base}}}\n";
  CHECK(with(extending, "services: {base: {env_file: .env}}\n") == unknown);
  CHECK(with(extending, "services: {base: {env_file: '${ANY}'}}\n") == unknown);
  CHECK(with(extending, "services: {base: {env_file: other.env}}\n") == "app: stays");
  CHECK(with(extending, "services: {base: {extends: {file: '${ANY}', service: a}}}\n") == unknown);
  const std::string including = "include: [common.yml]\nservices: {}\n";
  CHECK(with(including, "services: {app: {env_file: .env}}\n") == unknown);
  CHECK(with(including, "services: {app: {image: a}}\n") == "app: stays");
  CHECK(with("include: [common.yml]\nservices: {app: {image: a}}\n",
             "services: {other: {env_file: .env}}\n") == "app: stays");
  args.values = {};
  CHECK(with(extending, "services: {base: {env_file: .env}}\n") == "app: stays");
}

TEST_CASE("a paused container is a warning with the way out", "[stack_changes_info]") {
  Machine machine;
  machine.engine.containers["shop-app-1"]["State"]["Status"] = "paused";
  REQUIRE(machine.call(machine.args()));
  machine.engine.containers["shop-app-1"]["Config"]["Labels"]["com.docker.compose.config-hash"] =
      machine.hash;
  const auto result = machine.call(machine.args());
  REQUIRE(result);
  CHECK(result->values["services"][0]["action"] == "fail");
  CHECK(result->warnings ==
        std::vector<std::string>{
            "app: docker compose up fails: container shop-app-1 is paused, and it cannot start "
            "one that is; run 'docker unpause shop-app-1' first"});
}

TEST_CASE("volumes_from is hashed as Compose does it, with the id in its place", "[stack_changes_info]") {
  Machine machine;
  machine.model = R"({"name":"shop","services":{"app":{"image":"shop/app:v1"},)"
                  R"("mounter":{"image":"shop/app:v1","volumes_from":["app:ro"]}}})";
  REQUIRE(machine.call(machine.args()));
  const auto& held = machine.processes.held;
  CHECK(std::any_of(held.begin(), held.end(), [](const auto& one) {
    return one.second.find(R"("volumes_from":["shop-app-1"])") != std::string::npos;
  }));
  const auto& commands = machine.processes.commands;
  CHECK(std::count_if(commands.begin(), commands.end(), [&](const auto& command) {
          return machine.says(command, "--hash") && machine.says(command, "--no-normalize");
        }) == 2);
}

TEST_CASE("networks are asked for only where Compose looks at them", "[stack_changes_info]") {
  Machine machine;
  machine.model = R"({"name":"shop","services":{"app":{"image":"shop/app:v1","networks":{"side":null}}},)"
                  R"("networks":{"side":{"name":"shop_side","ipam":{}}}})";
  const auto asked = [&] {
    return std::count(machine.engine.requests.begin(), machine.engine.requests.end(),
                      "GET /networks/shop_side");
  };
  REQUIRE(machine.call(machine.args()));
  CHECK(asked() == 0);
  machine.compose_version = "2.40.3-3";
  REQUIRE(machine.call(machine.args()));
  CHECK(asked() == 1);
}

TEST_CASE("lines of the env file that stay, since there is no template, are part of the one that would be",
          "[stack_changes_info]") {
  Machine machine;
  machine.files.put(machine.src / ".env", "OTHER=1\nKEY=old\n", 0600);
  auto args = machine.args();
  args.secrets = {{"KEY", "hunter22"}};
  REQUIRE(machine.call(args));
  CHECK(machine.read[0].find("OTHER=1\nKEY=hunter22\n") != std::string::npos);
  args.existing = "drop";
  machine.read.clear();
  REQUIRE(machine.call(args));
  CHECK(machine.read[0].find("OTHER") == std::string::npos);
}

TEST_CASE("a secret that is a word masked names and the module's own words", "[own_words]") {
  const auto output = [](const std::string& secret, bool refuses, const char* tag) {
    Machine machine;
    machine.refuses = refuses;
    ansible::Json options{{"project_src", "/srv/shop"},
                          {"files", {"base.yml"}},
                          {"values", {{"KEY", "hunter22"}}},
                          {"secrets", {{"OTHER", secret}}}};
    if (tag != nullptr) options.update({{"image", "shop/app"}, {"tag", tag}});
    return test::answered(stack_changes_info::module(), machine.system, options);
  };
  for (const bool refuses : {false, true})
    for (const std::string word : {"app", "srv", "KEY", "recreate", "recreated", "environment", "services",
                                   "refuses", "files", "missing"}) {
      INFO(word << refuses);
      CHECK(output(word, refuses, nullptr) == output("no-text-has-this-91", refuses, nullptr));
    }
  CHECK(output("is no port", true, nullptr)["msg"].get<std::string>().find("********") != std::string::npos);
  CHECK(output("v2", false, "v2")["summary"][0] ==
        "app: recreated (image shop/app:v1 -> shop/app:********; environment KEY)");
}

TEST_CASE("a container run by hand with the project's label gave its id to every service that shares nothing",
          "[stack_changes_info]") {
  Machine machine;
  auto by_hand = container_document("by-hand", "");
  by_hand["Config"]["Labels"] = {{"com.docker.compose.project", "shop"}};
  machine.engine.put(by_hand);
  REQUIRE(machine.call(machine.args()));
  for (const auto& text : machine.read) CHECK(text.find("by-hand") == std::string::npos);
  for (const auto& [path, text] : machine.processes.held) CHECK(text.find("by-hand") == std::string::npos);
}
