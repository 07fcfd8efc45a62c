#include "stack_backup/stack_backup.hpp"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cerrno>

#include "release/store.hpp"
#include "unit/support/stack_machine.hpp"

using namespace slipway;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;
using nlohmann::json;
using test::StackMachine;

namespace {

const char* const with_env_file = "services: {app: {image: shop/app:v1, env_file: .env}}\n";

const Path backups = "/srv/backups";
const Path src = "/srv/shop";
const Path record = backups / "2025-10-31T02-35-04Z";

stack_backup::Args args(const std::string& state = "started") {
  stack_backup::Args args;
  args.project_src = src;
  args.files = {"base.yml", "production.yml"};
  args.project_name = "shop";
  args.backups_path = backups;
  args.name = "2025-10-31T02:35:04Z";
  args.state = state;
  args.include = {".env"};
  args.owner = "ci@controller";
  return args;
}

/// A stack of which v1 runs.
struct Shop : StackMachine {
  Shop() {
    files.put(src / "base.yml", "services: {app: {image: shop/app:v1}}\n");
    files.put(src / "production.yml", "services: {}\n");
    files.put(src / ".env", "SECRET=hunter2\n", 0600);
    engine.put(test::container_document("shop-app-1", "app"));
    engine.images["sha256:0123"] = {{"Id", "sha256:0123"}, {"RepoDigests", {"shop/app@sha256:4567"}}};
  }

  Expected<ansible::Result> call(const stack_backup::Args& with, bool check = false) {
    return run(stack_backup::module(), with, check);
  }

  Release on_record() {
    auto folder = read_releases(files, backups);
    REQUIRE(folder);
    REQUIRE(folder->releases.size() == 1);
    return folder->releases.front();
  }

  /// Runs it for real and once more: the second time nothing may change.
  ansible::Result settle(const stack_backup::Args& with) {
    const auto first = call(with);
    REQUIRE(first);
    CHECK(first->changed);
    const auto second = call(with);
    REQUIRE(second);
    CHECK_FALSE(second->changed);
    CHECK(files.changes.empty());
    return *first;
  }
};

TEST_CASE("started keeps containers, configuration and files as they are", "[stack_backup]") {
  Shop shop;
  const auto result = shop.settle(args());
  CHECK(result.values["name"] == "2025-10-31T02-35-04Z");
  CHECK(result.values["path"] == record.string());
  CHECK(result.values["sequence"] == 1);
  CHECK(result.values["state"] == "started");
  CHECK(result.values["live"].is_null());
  CHECK(result.values["first_deploy"] == false);  // a container runs
  CHECK(result.warnings.empty());
  CHECK(json::parse(*shop.files.content(record / "current_containers.json")).at(0)["Name"] == "shop-app-1");
  CHECK(shop.files.content(record / "docker-compose-config.yml") == "name: shop\nservices: {}\n");
  CHECK(shop.files.content(record / "before/.env") == "SECRET=hunter2\n");
  CHECK(shop.files.mode(record / "before/.env") == 0600);
  const Release release = shop.on_record();
  CHECK(release.state == ReleaseState::started);
  CHECK(release.before.images ==
        std::vector<ReleaseImage>{{"app", "shop/app:v1", "sha256:0123", {"shop/app@sha256:4567"}}});
}

TEST_CASE("the configuration is not interpolated, and Compose gets no secret by its environment",
          "[stack_backup]") {
  Shop shop;
  shop.files.put(src / "base.yml", with_env_file);
  REQUIRE(shop.call(args()));
  REQUIRE(shop.processes.commands.size() == 2);
  CHECK(StackMachine::is_version(shop.processes.commands[0]));
  CHECK(shop.processes.commands[1].argv.back() == "--no-interpolate");
  for (const auto& command : shop.processes.commands)
    CHECK(command.environment == Environment{{"PATH", "/bin"}});
}

TEST_CASE("check mode previews the whole deployment and writes nothing", "[stack_backup]") {
  Shop shop;
  for (const char* state : {"started", "deployed", "failed", "rolled_back"}) {
    const auto result = shop.call(args(state), true);
    REQUIRE(result);
    CHECK(result->changed);
    CHECK(result->values["state"] == state);
    CHECK(shop.files.changes.empty());
    CHECK_FALSE(shop.files.exists(backups));
  }
}

TEST_CASE("ending a record that was never opened is refused for real", "[stack_backup]") {
  Shop shop;
  const auto result = shop.call(args("deployed"));
  REQUIRE_FALSE(result);
  CHECK_THAT(result.error().message,
             StartsWith("there is no record '/srv/backups/2025-10-31T02-35-04Z' to end"));
  CHECK(shop.files.changes.empty());
}

TEST_CASE("deployed adds the files as deployed, the images and the metadata in their order",
          "[stack_backup]") {
  Shop shop;
  REQUIRE(shop.call(args()));
  shop.files.put(src / "base.yml", "services: {app: {image: shop/app:v2}}\n");
  auto ended = args("deployed");
  ended.metadata = {
      {"Git Commit", "abc\n1234"}, {"Deployed Image", "shop/app:v2"}, {"Attempt", 2}, {"None", nullptr}};
  shop.settle(ended);
  const Release release = shop.on_record();
  CHECK(release.state == ReleaseState::deployed);
  CHECK(release.finished == "2025-10-31T02:35:04Z");
  CHECK(release.deployed->images.size() == 1);
  CHECK(shop.files.content(record / "deployed/base.yml") == "services: {app: {image: shop/app:v2}}\n");
  CHECK(shop.files.content(record / "before/base.yml") == "services: {app: {image: shop/app:v1}}\n");
  CHECK(shop.files.content(record / "deployment_metadata.txt") ==
        "Git Commit: abc 1234\nDeployed Image: shop/app:v2\nAttempt: 2\n");
}

TEST_CASE("a release deployed again with other files replaces its copies, and only then drops the old",
          "[stack_backup]") {
  Shop shop;
  REQUIRE(shop.call(args()));
  REQUIRE(shop.call(args("deployed")));
  shop.files.put(src / ".env", "SECRET=other\n", 0600);
  shop.settle(args("deployed"));
  CHECK(shop.files.content(record / "deployed.2/.env") == "SECRET=other\n");
  CHECK_FALSE(shop.files.exists(record / "deployed"));
  shop.files.put(src / ".env", "SECRET=third\n", 0600);
  shop.settle(args("deployed"));
  CHECK(shop.files.content(record / "deployed/.env") == "SECRET=third\n");
  CHECK_FALSE(shop.files.exists(record / "deployed.2"));
}

TEST_CASE("the order in which further files are named is no change", "[stack_backup]") {
  Shop shop;
  shop.files.put(src / "conf/a", "a\n", 0600);
  shop.files.put(src / "b", "b\n", 0600);
  auto named = [&](const std::string& state, std::vector<Path> include) {
    auto asked = args(state);
    asked.include = std::move(include);
    return shop.call(asked);
  };
  REQUIRE(named("started", {".env", "conf/a", "b"}));
  REQUIRE(named("deployed", {".env", "conf/a", "b"}));
  const auto again = named("deployed", {"b", ".env", "conf/a"});
  REQUIRE(again);
  CHECK_FALSE(again->changed);
  CHECK(shop.files.changes.empty());
}

TEST_CASE("a release that an older Slipway recorded is deployed again without a change", "[stack_backup]") {
  Shop shop;
  shop.files.put_link(src / "env2", ".env");
  auto ended = args("deployed");
  ended.include = {".env", "env2"};
  auto begun = ended;
  begun.state = "started";
  REQUIRE(shop.call(begun));
  REQUIRE(shop.call(ended));
  Release old = shop.on_record();
  CHECK(old.deployed->folders.size() == 1);
  CHECK(old.deployed->files.back().leads_to == ".env");
  old.deployed->folders.clear();
  for (auto& file : old.deployed->files) file.leads_to.clear();
  shop.files.put(record / "manifest.json", manifest_text(old), 0600);
  const auto again = shop.call(ended);
  REQUIRE(again);
  CHECK_FALSE(again->changed);
  CHECK(shop.files.changes.empty());
}

TEST_CASE("a dry run said that a record would be made where none can be", "[stack_backup]") {
  Shop shop;
  const auto refused_at = [&](const std::string& at, const std::string& state) {
    shop.files.fault = [at](const std::string& operation, const Path& path) {
      return operation.starts_with("check_") && path == at ? EROFS : 0;
    };
    const auto previewed = shop.call(args(state), true);
    REQUIRE_FALSE(previewed);
    CHECK(shop.files.changes.empty());
    const auto real = shop.call(args(state));
    REQUIRE_FALSE(real);
    CHECK(real.error().message == previewed.error().message);
    CHECK(shop.files.changes.empty());
    shop.files.fault = {};
    return real.error().message;
  };
  CHECK_THAT(refused_at("/srv/backups", "started"),
             ContainsSubstring("no release can be recorded in '/srv/backups': "));
  REQUIRE(shop.call(args()));
  CHECK_THAT(refused_at("/srv/backups/.lock", "deployed"),
             ContainsSubstring("no release can be recorded in '/srv/backups': "));
  CHECK_THAT(refused_at((record / "manifest.json").string(), "deployed"),
             ContainsSubstring("' was not changed: "));
  CHECK_THAT(refused_at((record / "deployed").string(), "deployed"),
             ContainsSubstring("' was not changed: "));
  shop.settle(args("deployed"));
}

TEST_CASE("old copies that cannot be removed do not fail a release that is recorded", "[stack_backup]") {
  Shop shop;
  REQUIRE(shop.call(args()));
  REQUIRE(shop.call(args("deployed")));
  shop.files.put(src / ".env", "SECRET=other\n", 0600);
  shop.files.fault = [](const std::string& operation, const Path& path) {
    return operation == "remove" && path.string().find("deployed/") != std::string::npos ? EPERM : 0;
  };
  CHECK(shop.call(args("deployed")));
  CHECK(shop.on_record().deployed->files.back().copy == "deployed.2/.env");
  CHECK(shop.files.exists(record / "deployed/.env"));
  shop.files.fault = {};
  CHECK_FALSE(shop.call(args("deployed"))->changed);
  CHECK_FALSE(shop.files.exists(record / "deployed"));
}

TEST_CASE("an end that cannot be written leaves the record as it was", "[stack_backup]") {
  Shop shop;
  REQUIRE(shop.call(args()));
  shop.files.fault = [](const std::string& operation, const Path& path) {
    return operation == "create" && path.string().find("manifest") != std::string::npos ? ENOSPC : 0;
  };
  CHECK_FALSE(shop.call(args("deployed")));
  shop.files.fault = {};
  CHECK(shop.on_record().state == ReleaseState::started);
  shop.settle(args("deployed"));
}

TEST_CASE("the end of a record that cannot be read said that there is none", "[stack_backup]") {
  Shop shop;
  REQUIRE(shop.call(args()));
  shop.files.put(record / "manifest.json", "{");
  const auto refused = shop.call(args("failed"));
  REQUIRE_FALSE(refused);
  CHECK_THAT(refused.error().message, ContainsSubstring("' cannot be read (its manifest.json is unusable"));
}

TEST_CASE("resuming never retakes what was there before", "[stack_backup]") {
  Shop shop;
  REQUIRE(shop.call(args()));
  shop.files.put(src / "base.yml", "half edited");
  const auto again = shop.call(args());
  REQUIRE(again);
  CHECK_FALSE(again->changed);
  CHECK(again->values["resumed"] == true);
  CHECK(shop.files.content(record / "before/base.yml") == "services: {app: {image: shop/app:v1}}\n");
}

TEST_CASE("a failed release that starts again keeps what was there before it", "[stack_backup]") {
  Shop shop;
  REQUIRE(shop.call(args()));
  shop.settle(args("failed"));
  shop.settle(args());
  shop.files.put(src / "base.yml", "half edited");
  shop.settle(args("failed"));
  CHECK(shop.files.content(record / "before/base.yml") == "services: {app: {image: shop/app:v1}}\n");
}

TEST_CASE("on a server where nothing was deployed yet files are absent and nothing fails", "[stack_backup]") {
  StackMachine empty;
  const auto result = empty.run(stack_backup::module(), args());
  REQUIRE(result);
  CHECK(result->values["first_deploy"] == true);
  CHECK(empty.processes.commands.empty());
  CHECK_FALSE(empty.files.exists(record / "docker-compose-config.yml"));
  CHECK(empty.files.content(record / "current_containers.json") == "[]\n");
  const auto release = read_releases(empty.files, backups)->releases.front();
  for (const auto& file : release.before.files) CHECK(file.absent);
}

TEST_CASE("files that Compose refuses are recorded with a warning that quotes no secret", "[stack_backup]") {
  Shop shop;
  shop.compose_config = {15, "", "unexpected character near \"SECRET=hunter2\""};
  const auto result = shop.call(args());
  REQUIRE(result);
  REQUIRE(result->warnings.size() == 1);
  CHECK_THAT(result->warnings[0],
             ContainsSubstring("docker compose config refuses the files in '/srv/shop'"));
  CHECK_THAT(result->warnings[0], !ContainsSubstring("hunter2"));
  CHECK_FALSE(shop.files.exists(record / "docker-compose-config.yml"));
}

TEST_CASE("a Compose whose version could not be read was taken for an old one", "[stack_backup]") {
  Shop shop;
  shop.files.put(src / "base.yml", with_env_file);
  const auto others = shop.processes.answer;
  shop.processes.answer = [&](const Command& command) -> Expected<CommandOutcome> {
    const auto& words = command.argv;
    if (std::find(words.begin(), words.end(), "version") != words.end())
      return fail("cannot read the output of 'docker': Permission denied", EACCES);
    return others(command);
  };
  const auto result = shop.call(args());
  REQUIRE_FALSE(result);
  CHECK(result.error().message == "cannot read the output of 'docker': Permission denied");
  CHECK_FALSE(shop.files.exists(record));
}

TEST_CASE("a configuration into which Compose writes secrets is not kept", "[stack_backup]") {
  for (const char* version : {"2.24.6", "v2.20.2", "1.29.2", "dev", ""}) {
    Shop shop;
    shop.files.put(src / "base.yml", with_env_file);
    shop.compose_version = version;
    const auto result = shop.call(args());
    REQUIRE(result);
    REQUIRE(result->warnings.size() == 1);
    CHECK_THAT(result->warnings[0], ContainsSubstring("Compose 2.25 and newer do not"));
    CHECK_FALSE(shop.files.exists(record / "docker-compose-config.yml"));
  }
  for (const char* version : {"2.25.0", "v2.26.1-desktop.1", "5.0.0"}) {
    Shop shop;
    shop.files.put(src / "base.yml", with_env_file);
    shop.compose_version = version;
    CHECK(shop.call(args())->warnings.empty());
  }
}

TEST_CASE("Compose is asked for its version only where a compose file may bring an env file",
          "[stack_backup]") {
  const auto asks = [](const std::string& compose_file) {
    Shop shop;
    shop.files.put(src / "base.yml", compose_file);
    REQUIRE(shop.call(args()));
    const auto& commands = shop.processes.commands;
    return std::any_of(commands.begin(), commands.end(), [](const Command& command) {
      return std::find(command.argv.begin(), command.argv.end(), "version") != command.argv.end();
    });
  };
  CHECK_FALSE(asks("services: {app: {image: shop/app:v1}}\n"));
  CHECK(asks(with_env_file));
  CHECK(asks("include: [other.yml]\n"));
  CHECK(asks("services: {app: {extends: {file: other.yml, service: app}}}\n"));
}

TEST_CASE("without a project name Compose's own word counts, else the folder's", "[stack_backup]") {
  Shop shop;
  auto nameless = args();
  nameless.project_name.reset();
  CHECK(shop.call(nameless, true)->values["project_name"] == "shop");
  shop.compose_config = {1, "", "no"};
  shop.files.put("/srv/My.Shop/base.yml", "");
  nameless.project_src = "/srv/My.Shop";
  nameless.files = {"base.yml"};
  CHECK(shop.call(nameless, true)->values["project_name"] == "myshop");
}

TEST_CASE("who runs it is the user and host unless it is given", "[stack_backup]") {
  Shop shop;
  auto anonymous = args();
  anonymous.owner.reset();
  CHECK(shop.call(anonymous, true)->values["owner"] == "deploy@web1");
}

TEST_CASE("an unfinished release cannot be ended by another owner, an ended one can with break_lock",
          "[stack_backup]") {
  Shop shop;
  REQUIRE(shop.call(args()));
  auto other = args("failed");
  other.owner = "other@host";
  const auto refused = shop.call(other);
  REQUIRE_FALSE(refused);
  CHECK_THAT(refused.error().message,
             ContainsSubstring("was started by ci@controller at 2025-10-31T02:35:04Z"));
  REQUIRE(shop.call(args("deployed")));
  other.state = "rolled_back";
  other.break_lock = true;
  shop.settle(other);
}

TEST_CASE("a release that failed does not become deployed", "[stack_backup]") {
  Shop shop;
  REQUIRE(shop.call(args()));
  REQUIRE(shop.call(args("failed")));
  const auto refused = shop.call(args("deployed"));
  REQUIRE_FALSE(refused);
  CHECK_THAT(refused.error().message, ContainsSubstring("has ended as failed"));
}

TEST_CASE("a lock taken between plan and apply is respected", "[stack_backup]") {
  Shop shop;
  auto late = args();
  late.name = "late";
  late.owner = "other@host";
  auto plan = stack_backup::plan(late, shop.system);
  REQUIRE(plan);
  REQUIRE(shop.call(args()));
  CHECK_FALSE(stack_backup::apply(*plan, shop.system));
  CHECK_FALSE(shop.files.exists(backups / "late"));
}

TEST_CASE("a rollback's record says what it puts back", "[stack_backup]") {
  Shop shop;
  for (const char* name : {"v1", "v2"})
    for (const char* state : {"started", "deployed"}) {
      auto step = args(state);
      step.name = name;
      REQUIRE(shop.call(step));
    }
  auto back = args();
  back.kind = "rollback";
  back.restores = "v2";
  back.restores_to = "before";
  REQUIRE(shop.call(back));
  const auto release = read_releases(shop.files, backups)->releases.back();
  CHECK(release.kind == ReleaseKind::rollback);
  CHECK(release.restores == Restores{"v2", FileSet::before, "v1"});
}

TEST_CASE("what cannot be recorded is refused in words, and nothing is written", "[stack_backup]") {
  Shop shop;
  const auto refusal = [&](const stack_backup::Args& with) {
    const auto result = shop.call(with);
    CHECK(shop.files.changes.empty());
    return result ? "(allowed)" : result.error().message;
  };
  auto bad = args();
  bad.name = "../escape";
  CHECK_THAT(refusal(bad), StartsWith("'../escape' cannot name a release"));
  bad = args();
  bad.files.clear();
  CHECK_THAT(refusal(bad), StartsWith("files: the list is empty"));
  bad = args();
  bad.metadata = {{"Git Commit", {"a", "b"}}};
  CHECK_THAT(refusal(bad), StartsWith("metadata: the value of 'Git Commit' is a list or a dict"));
  for (const char* name : {"Shop", "a b", "shop\n", "-shop", "sh/op"}) {
    bad = args();
    bad.project_name = name;
    CHECK_THAT(refusal(bad), ContainsSubstring("' is no name that Compose takes: use lower case letters"));
  }
  shop.engine.broken = Error{"the engine does not answer", 0};
  CHECK_THAT(refusal(args()), ContainsSubstring("the engine does not answer"));
}

}  // namespace
