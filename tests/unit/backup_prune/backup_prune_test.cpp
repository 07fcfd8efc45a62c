#include "backup_prune/backup_prune.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "unit/support/release_samples.hpp"
#include "unit/support/stack_machine.hpp"
#include "unit/support/unmarked.hpp"

using namespace slipway;
using Catch::Matchers::ContainsSubstring;
using test::ReleaseStory;
using test::StackMachine;
using Names = std::vector<std::string>;

namespace {

const Path backups = "/srv/backups";

struct Server : StackMachine {
  Expected<ansible::Result> prune(const backup_prune::Args& args, bool check = false) {
    return run(backup_prune::module(), args, check);
  }

  /// In check mode, for real, and again.
  ansible::Result settle(const backup_prune::Args& args) {
    const auto previewed = prune(args, true);
    REQUIRE(previewed);
    CHECK(files.changes.empty());
    const auto first = prune(args);
    REQUIRE(first);
    CHECK(first->changed == previewed->changed);
    CHECK(first->values == previewed->values);
    const auto second = prune(args);
    REQUIRE(second);
    CHECK_FALSE(second->changed);
    CHECK(files.changes.empty());
    return *first;
  }
};

backup_prune::Args keep(long last, long failed = 3,
                        const std::optional<std::string>& project = std::nullopt) {
  backup_prune::Args args;
  args.path = backups;
  args.project_name = project;
  args.keep_last = last;
  args.keep_failed = failed;
  return args;
}

Release release_with(const std::string& name, const std::vector<std::string>& before,
                     const std::vector<std::string>& deployed) {
  Release release;
  release.name = name;
  release.deployed = StackState{};
  for (const auto& id : before) release.before.images.push_back({"app", "shop/app:" + id, id, {}});
  for (const auto& id : deployed) release.deployed->images.push_back({"app", "shop/app:" + id, id, {}});
  return release;
}

TEST_CASE("images of removed releases are named unless a release that stays has them", "[backup_prune]") {
  ReleaseFolder folder;
  folder.releases = {release_with("v1", {"0"}, {"1", "redis"}),
                     release_with("v2", {"1", "redis"}, {"2", "redis"}),
                     release_with("v3", {"2", "redis"}, {"3", "redis"})};
  folder.releases[2].project = "another one";  // its images are used all the same
  const auto images = backup_prune::unused_images(folder, {"v1", "v2"});
  REQUIRE(images.size() == 2);
  CHECK(images[0].id == "0");
  CHECK(images[1].id == "1");
  CHECK(images[1].references == std::set<std::string>{"shop/app:1"});
  CHECK(backup_prune::unused_images(folder, {}).empty());
}

TEST_CASE("an image that a damaged record may need was named as left over", "[backup_prune]") {
  ReleaseFolder folder;
  folder.releases = {release_with("v1", {"0"}, {"1"}), release_with("v3", {"2"}, {"3"})};
  CHECK(backup_prune::unused_images(folder, {"v1"}).size() == 2);
  folder.damaged = {{"v2", "its manifest.json is missing"}};
  CHECK(backup_prune::unused_images(folder, {"v1"}).empty());
}

TEST_CASE("old releases are removed, oldest first, and those kept say why", "[backup_prune]") {
  Server server;
  ReleaseStory().deploy("v1").deploy("v2").deploy("v3").deploy("v4").write_to(server.files, backups);
  const auto result = server.settle(keep(2));
  CHECK(result.changed);
  CHECK(result.values["removed"] == ansible::Json{"v1", "v2"});
  CHECK(
      result.values["kept"] ==
      ansible::Json{{{"name", "v4"},
                     {"reasons", {"live release", "a rollback would undo it", "newest record", "keep_last"}}},
                    {{"name", "v3"}, {"reasons", {"keep_last"}}}});
  CHECK(server.files.list(backups).value() == Names{".lock", "v3", "v4"});
}

TEST_CASE("foreign things are never touched, whatever they are called", "[backup_prune]") {
  Server server;
  ReleaseStory().deploy("v1").deploy("v2").write_to(server.files, backups);
  const Names foreign{"-rf", "a b", "data", "new\nline"};
  for (const auto& name : foreign) server.files.put(backups / name / "keep.txt", "mine");
  server.files.put("/home/precious.txt", "mine");
  server.files.put_link(backups / "2020-01-01T00-00-00Z", "/home");
  server.files.put(backups / "notes.txt", "mine");
  const auto result = server.settle(keep(1));
  CHECK(result.values["removed"] == ansible::Json{"v1"});
  CHECK(result.values["ignored"].size() == foreign.size() + 2);
  for (const auto& name : foreign) CHECK(server.files.content(backups / name / "keep.txt") == "mine");
  CHECK(server.files.content("/home/precious.txt") == "mine");
  CHECK(server.files.exists(backups / "2020-01-01T00-00-00Z"));
}

TEST_CASE("a removal that failed half-way was never completed", "[backup_prune]") {
  Server server;
  ReleaseStory().deploy("v1").deploy("v2").write_to(server.files, backups);
  server.files.fault = [](const std::string& operation, const Path& path) {
    return operation == "remove" && path.filename() == "manifest.json" ? EIO : 0;
  };
  CHECK_FALSE(server.prune(keep(1)));
  const auto still_failing = server.prune(keep(1));
  REQUIRE_FALSE(still_failing);
  CHECK_THAT(still_failing.error().message,
             ContainsSubstring("while clearing away what an earlier run left"));
  server.files.fault = {};
  CHECK(server.prune(keep(1)));
  CHECK(server.files.list(backups).value() == Names{".lock", "v2"});
}

TEST_CASE("a link inside a record is removed, what it points to is not", "[backup_prune]") {
  Server server;
  ReleaseStory().deploy("v1").deploy("v2").write_to(server.files, backups);
  server.files.put("/home/precious.txt", "mine");
  server.files.put_link(backups / "v1/link", "/home");
  server.settle(keep(1));
  CHECK(server.files.content("/home/precious.txt") == "mine");
}

TEST_CASE("an older playbook's folders are releases too", "[backup_prune]") {
  Server server;
  for (const char* name : {"2024-01-01T00-00-00Z", "2024-01-02T00-00-00Z"})
    server.files.put(backups / name / "deployment_metadata.txt", "");
  ReleaseStory().deploy("v1").write_to(server.files, backups);
  CHECK(server.settle(keep(2, 3, "shop")).values["removed"] == ansible::Json{"2024-01-01T00-00-00Z"});
}

TEST_CASE("projects are pruned each on its own", "[backup_prune]") {
  Server server;
  ReleaseStory("shop").deploy("s1").deploy("s2").write_to(server.files, backups);
  ReleaseStory("blog").deploy("b1").deploy("b2").write_to(server.files, backups);
  server.files.put_folder(backups / "2024-01-01T00-00-00Z");
  const auto one = server.settle(keep(1, 3, "shop"));
  CHECK(one.values["removed"] == ansible::Json{"s1"});
  CHECK(one.values["ignored"].size() == 3);
  CHECK(server.settle(keep(1)).values["removed"] == ansible::Json{"b1"});
  CHECK(server.files.exists(backups / "2024-01-01T00-00-00Z"));
}

TEST_CASE("protected names are kept, colons or not", "[backup_prune]") {
  Server server;
  ReleaseStory().deploy("2025-01-01T00-00-00Z").deploy("v2").write_to(server.files, backups);
  auto args = keep(1);
  args.protect = {"2025-01-01T00:00:00Z"};
  CHECK(server.settle(args).values["removed"].empty());
}

TEST_CASE("a name in protect that is on no record was silent", "[backup_prune]") {
  Server server;
  ReleaseStory().deploy("v1").deploy("v2").write_to(server.files, backups);
  ReleaseStory("blog").deploy("b1").write_to(server.files, backups);
  server.files.put(backups / "cut/manifest.json",
                   R"({"sequence": 1, "state": "failed", "project": "blog", "cut)");
  server.files.put_folder(backups / "notes");
  auto args = keep(5, 3, "shop");
  args.protect = {"v1", "b1", "cut", "v0:1", "notes"};
  const auto result = server.settle(args);
  REQUIRE(result.warnings.size() == 2);
  CHECK(result.warnings[0] ==
        "protect: there is no record 'v0:1' in '/srv/backups', so it protects nothing; correct the name, or "
        "leave "
        "it out");
  CHECK_THAT(result.warnings[1], ContainsSubstring("'notes'"));
}

TEST_CASE("each manifest was read twice in a run, and each removal waited for the disk", "[backup_prune]") {
  Server server;
  ReleaseStory story;
  for (int i = 0; i < 40; ++i) story.deploy("v" + std::to_string(100 + i));
  story.write_to(server.files, backups);
  int reads = 0;
  int syncs = 0;
  server.files.fault = [&](const std::string& operation, const Path& path) {
    if (operation == "read" && path.filename() == "manifest.json") ++reads;
    if (operation == "sync_directory") ++syncs;
    return 0;
  };
  REQUIRE(server.prune(keep(2))->values["removed"].size() == 38);
  CHECK(reads == 40);
  CHECK(syncs == 1);
}

TEST_CASE("a manifest that is another one under the lock is read again", "[backup_prune]") {
  Server server;
  ReleaseStory story;
  story.deploy("v1").deploy("v2").deploy("v3").write_to(server.files, backups);
  const auto module = backup_prune::module();
  auto plan = module.plan(keep(2), server.system);
  REQUIRE(plan);
  CHECK(plan->removed == Names{"v1"});
  // Meanwhile a rollback to v1 begins.
  story.rollback("r", "v1", FileSet::deployed, ReleaseState::started).write_to(server.files, backups);
  REQUIRE(module.apply(*plan, server.system));
  CHECK(plan->removed.empty());
  CHECK(server.files.exists(backups / "v1"));
}

TEST_CASE("a record that cannot be removed is said before the first one is", "[backup_prune]") {
  Server server;
  ReleaseStory().deploy("v1").deploy("v2").deploy("v3").write_to(server.files, backups);
  server.files.put(backups / "v2/before/stuck", "");
  server.files.fault = [](const std::string& operation, const Path& path) {
    return operation == "check_changeable" && path.filename() == "stuck" ? EPERM : 0;
  };
  for (const bool check : {true, false}) {
    const auto refused = server.prune(keep(1), check);
    REQUIRE_FALSE(refused);
    CHECK_THAT(refused.error().message, ContainsSubstring("while removing the record '/srv/backups/v2'"));
    CHECK(server.files.changes.empty());
  }
}

TEST_CASE("an empty policy, a missing folder and negative numbers remove nothing", "[backup_prune]") {
  Server server;
  CHECK_FALSE(server.settle(keep(5)).changed);
  CHECK_FALSE(server.files.exists(backups));
  ReleaseStory().deploy("v1").deploy("v2").write_to(server.files, backups);
  CHECK_FALSE(server.settle(keep(0, 0)).changed);
  CHECK_FALSE(server.prune(keep(-1)));
  CHECK_FALSE(server.prune(keep(5, -1)));
}

TEST_CASE("with a damaged record nothing is removed, and it is named", "[backup_prune]") {
  Server server;
  ReleaseStory().deploy("v1").deploy("v2").write_to(server.files, backups);
  server.files.put(backups / "v3/manifest.json", "{");
  const auto result = server.prune(keep(1));
  REQUIRE_FALSE(result);
  CHECK_THAT(result.error().message, ContainsSubstring("the record 'v3' cannot be read"));
  CHECK(server.files.changes.empty());
}

TEST_CASE("a damaged record that ended long ago, or is another project's, is ignored by name",
          "[backup_prune]") {
  Server server;
  ReleaseStory().deploy("v1").deploy("v2").deploy("v3").write_to(server.files, backups);
  server.files.put(backups / "v1/manifest.json",
                   R"({"slipway_release": 1, "sequence": 1, "state": "failed", "project": "shop", )");
  server.files.put(backups / "b1/manifest.json",
                   R"({"sequence": 9, "state": "started", "project": "blog", )");
  const auto result = server.settle(keep(1, 3, "shop"));
  CHECK(result.values["removed"] == ansible::Json{"v2"});
  CHECK(result.values["ignored"].size() == 2);
  CHECK_THAT(result.values["ignored"][0]["reason"].get<std::string>(),
             ContainsSubstring("its manifest.json is unusable"));
}

TEST_CASE("periods and spans are options, and what is none is refused", "[backup_prune]") {
  Server server;
  ReleaseStory()
      .deploy("2025-10-01T10-00-00Z")
      .deploy("2025-10-02T10-00-00Z")
      .deploy("2025-10-02T11-00-00Z")
      .deploy("2025-10-03T11-00-00Z")
      .write_to(server.files, backups);
  auto args = keep(0, 0);
  args.keep_within = "7 days";
  const auto refused = server.prune(args);
  REQUIRE_FALSE(refused);
  CHECK(slipway::test::message_of(refused) ==
        "keep_within: '7 days' is no span of time; write years, months, days and hours like 2y5m7d3h");
  for (auto* count : {&args.keep_daily, &args.keep_weekly, &args.keep_monthly, &args.keep_yearly}) {
    args.keep_within = "";
    *count = -1;
    CHECK_FALSE(server.prune(args));
    *count = 0;
  }
  CHECK_FALSE(server.prune(args)->changed);  // an empty policy
  args.keep_daily = 2;
  args.keep_within = "23h";
  const auto result = server.settle(args);
  CHECK(result.values["removed"] == ansible::Json{"2025-10-01T10-00-00Z", "2025-10-02T10-00-00Z"});
  CHECK(result.values["kept"][1]["reasons"] == ansible::Json{"keep_daily"});
}

}  // namespace
