#include <catch2/catch_test_macros.hpp>

#include "stack_changes_info/stack_changes_info.hpp"
#include "unit/support/shop.hpp"

using namespace slipway;
using namespace slipway::test;

namespace {

/// The shop with release v1 on record, and a Compose that is never asked about files that stand on the disk.
struct ReleasedShop : Shop {
  std::vector<std::string> asked;  // what Compose was given to read

  ReleasedShop() {
    auto& labels = engine.containers["shop-app-1"]["Config"]["Labels"];
    labels["com.docker.compose.config-hash"] = "same";
    engine.images["docker.io/shop/app:v1"] = {{"Id", "sha256:0123"}};
    record("v1", {"started", "deployed"});
    processes.answer = [this](const Command& command) { return compose(command); };
  }

  CommandOutcome compose(const Command& command) {
    if (is_version(command)) return {0, compose_version + "\n", ""};
    for (std::size_t i = 0; i + 1 < command.argv.size(); ++i)
      if (command.argv[i] == "-f" || command.argv[i] == "--env-file") {
        const auto held = processes.held.find(command.argv[i + 1]);
        asked.push_back(held != processes.held.end() ? held->second : command.argv[i + 1]);
      }
    if (std::find(command.argv.begin(), command.argv.end(), "--hash") != command.argv.end())
      return {0, "app same\n", ""};
    return {0, R"({"name":"shop","services":{"app":{"image":"shop/app:v1","restart":"unless-stopped"}}})",
            ""};
  }

  stack_changes_info::Args args() const {
    stack_changes_info::Args args;
    args.project_src = src;
    args.project_name = "shop";
    args.backups_path = backups;
    args.against = "release";
    args.fail_on_drift = true;
    return args;
  }

  ansible::Result compared() {
    const auto result = run(stack_changes_info::module(), args());
    REQUIRE(result);
    CHECK_FALSE(result->changed);
    CHECK(files.changes.empty());
    return *result;
  }

  std::string refused(const stack_changes_info::Args& with) {
    const auto result = run(stack_changes_info::module(), with);
    return result ? "(allowed)" : result.error().message;
  }
};

}  // namespace

TEST_CASE("a stack as it was deployed does not fail", "[drift]") {
  ReleasedShop shop;
  const auto result = shop.compared();
  CHECK_FALSE(result.failed);
  CHECK(result.warnings.empty());
  CHECK(result.values["drift"] == ansible::Json::array());
  CHECK(result.values["release"] == "v1");
  CHECK(result.values["verdict"] == "Everything is as release 'v1' says");
  CHECK(result.values["services"][0]["action"] == "keep");
}

TEST_CASE("all that differs is the failure's message, a line each", "[drift]") {
  ReleasedShop shop;
  shop.files.put(shop.src / ".env", "SECRET=other\n", 0600);
  shop.engine.containers["shop-app-1"]["State"]["Status"] = "paused";
  const auto result = shop.compared();
  CHECK(result.failed);
  CHECK(result.msg ==
        "2 things are no longer as release 'v1' says\n"
        "- file .env is not as it was deployed: its content has changed\n"
        "- container shop-app-1 does not run; it is paused");
  auto without = shop.args();
  without.fail_on_drift = false;
  CHECK_FALSE(shop.run(stack_changes_info::module(), without)->failed);
}

TEST_CASE("one thing is one thing", "[drift]") {
  ReleasedShop shop;
  REQUIRE(shop.files.remove(shop.src / "base.yml"));
  CHECK(shop.compared().msg == "1 thing is no longer as release 'v1' says\n- file base.yml is missing");
}

TEST_CASE("what Compose is asked about are the files on record", "[drift]") {
  ReleasedShop shop;
  shop.files.put(shop.src / "base.yml", "services: {hand: {image: made}}\n");
  shop.files.put(shop.src / ".env", "SECRET=other\n", 0600);
  shop.asked.clear();
  shop.compared();
  REQUIRE_FALSE(shop.asked.empty());
  CHECK(shop.asked.front().find("services: {app: {image: shop/app:v1}}") != std::string::npos);
  CHECK(std::find(shop.asked.begin(), shop.asked.end(), "SECRET=hunter2\n") != shop.asked.end());
}

TEST_CASE("without a release that went well there is nothing to compare with", "[drift]") {
  ReleasedShop shop;
  auto elsewhere = shop.args();
  elsewhere.backups_path = "/srv/none";
  const auto result = shop.run(stack_changes_info::module(), elsewhere);
  REQUIRE(result);
  CHECK_FALSE(result->failed);
  CHECK(result->values["release"].is_null());
  CHECK(result->values["verdict"] ==
        "Nothing was deployed with Slipway here: '/srv/none' has no completed release of project 'shop'; "
        "the playbook adopt.yml records a stack that runs already");
  CHECK_FALSE(shop.files.exists("/srv/none"));
}

TEST_CASE("a deploy that is under way is a warning", "[drift]") {
  ReleasedShop shop;
  shop.record("v2", {"started"});
  const auto result = shop.compared();
  CHECK(result.values["release"] == "v1");
  REQUIRE(result.warnings.size() == 1);
  CHECK(result.warnings[0] ==
        "release 'v2' of ci@controller has not ended, and what it has changed by now is told as drift");
}

TEST_CASE("a damaged record is never compared with", "[drift]") {
  ReleasedShop shop;
  shop.files.put(shop.backups / "v1/deployed/.env", "SECRET=forged\n", 0600);
  CHECK(shop.refused(shop.args()) ==
        "the record '/srv/backups/v1' is damaged, so nothing can be compared with it: its copy "
        "'deployed/.env' does not match its checksum; the next deploy makes a new one");
  shop.files.put(shop.backups / "v1/manifest.json", "{", 0600);
  const auto result = shop.run(stack_changes_info::module(), shop.args());
  REQUIRE(result);
  REQUIRE(result->warnings.size() == 1);
  CHECK(result->warnings[0].find("the record 'v1' is damaged, so it is not certain") == 0);
}

TEST_CASE("it has to be known which release is meant", "[drift]") {
  ReleasedShop shop;
  auto args = shop.args();
  args.project_name.reset();
  CHECK(shop.refused(args) ==
        "against is release, so backups_path and project_name are needed to find its record");
}

TEST_CASE("a secret that Compose quotes against the files on record is not shown", "[drift]") {
  ReleasedShop shop;
  shop.processes.answer = [&](const Command& command) {
    if (StackMachine::is_version(command)) return CommandOutcome{0, "2.26.1\n", ""};
    return CommandOutcome{1, "", "line 3: hunter2 is no port\n"};
  };
  const auto said = shop.refused(shop.args());
  CHECK(said.find("line 3: ******** is no port") != std::string::npos);
}
