#include "stack_backup_info/stack_backup_info.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "unit/support/release_samples.hpp"
#include "unit/support/stack_machine.hpp"

using namespace slipway;
using Catch::Matchers::ContainsSubstring;
using test::ReleaseStory;
using test::StackMachine;
using State = ReleaseState;

namespace {

const Path backups = "/srv/backups";

struct Server : StackMachine {
  ansible::Json info(const std::optional<std::string>& project = std::nullopt) {
    const auto result = run(stack_backup_info::module(), stack_backup_info::Args{backups, project});
    REQUIRE(result);
    CHECK_FALSE(result->changed);
    CHECK(files.changes.empty());
    warnings = result->warnings;
    return result->values;
  }
  std::vector<std::string> warnings;
};

TEST_CASE("a folder that is not there holds no release", "[stack_backup_info]") {
  Server server;
  const auto info = server.info();
  CHECK(info["releases"].empty());
  CHECK(info["live"].is_null());
  CHECK(info["undo"].is_null());
  CHECK(info["undo_reason"] == "no release is on record");
  CHECK(info["unfinished"].is_null());
}

TEST_CASE("releases are told newest first, with what is live and what a rollback would undo",
          "[stack_backup_info]") {
  Server server;
  auto story = ReleaseStory().deploy("v1").deploy("v2").deploy("v3", State::started);
  story.releases[1].metadata = {{"Git Commit", "abc1234"}, {"Deployed Image", "shop/app:v2"}};
  story.write_to(server.files, backups);
  server.files.put_folder(backups / "2024-01-01T00-00-00Z");
  const auto info = server.info("shop");
  REQUIRE(info["releases"].size() == 4);
  const auto& v2 = info["releases"][1];
  CHECK(info["releases"][0]["name"] == "v3");
  CHECK(v2["name"] == "v2");
  CHECK(v2["path"] == "/srv/backups/v2");
  CHECK(v2["commit"] == "abc1234");
  CHECK(v2["image"] == "shop/app:v2");
  CHECK(v2["live"] == true);
  CHECK(v2["undo"] == true);
  CHECK(v2["can_restore"] == true);
  CHECK(info["releases"][2]["live"] == false);
  CHECK(info["releases"][3]["name"] == "2024-01-01T00-00-00Z");
  CHECK(info["releases"][3]["state"] == "unknown");
  CHECK(info["live"] == "v2");
  CHECK(info["undo"] == "v2");
  CHECK(info["undo_reason"].is_null());
  CHECK(info["unfinished"]["name"] == "v3");
  CHECK(info["unfinished"]["owner"] == "ci@controller");
}

TEST_CASE("every entry has the same keys", "[stack_backup_info]") {
  Server server;
  ReleaseStory().deploy("v1").write_to(server.files, backups);
  server.files.put_folder(backups / "2024-01-01T00-00-00Z");
  const auto info = server.info();
  const auto keys = [](const ansible::Json& entry) {
    std::vector<std::string> names;
    for (const auto& [name, value] : entry.items()) names.push_back(name);
    return names;
  };
  CHECK(keys(info["releases"][0]) == keys(info["releases"][1]));
}

TEST_CASE("a rollback tells what it put back, and the undone release is marked", "[stack_backup_info]") {
  Server server;
  ReleaseStory()
      .deploy("v1")
      .deploy("v2")
      .rollback("r", "v2", FileSet::before)
      .write_to(server.files, backups);
  const auto info = server.info();
  CHECK(info["live"] == "v1");
  CHECK(info["undo"].is_null());
  CHECK(info["undo_reason"] == "the newest record, r, is a rollback already");
  CHECK(info["releases"][0]["restores"] == "v2");
  CHECK(info["releases"][0]["restores_to"] == "before");
  CHECK(info["releases"][1]["undone"] == true);
}

TEST_CASE("of several projects each has its own live release, and one must be named", "[stack_backup_info]") {
  Server server;
  ReleaseStory("shop").deploy("s1").deploy("s2").write_to(server.files, backups);
  ReleaseStory("blog").deploy("b1").deploy("b2").write_to(server.files, backups);
  const auto all = server.info();
  CHECK(all["releases"].size() == 4);
  CHECK(all["live"].is_null());
  CHECK(all["undo_reason"] == "the records are of several projects (blog, shop); give project_name");
  const auto blog = server.info("blog");
  CHECK(blog["releases"].size() == 2);
  CHECK(blog["live"] == "b2");
  CHECK(blog["undo"] == "b2");
}

TEST_CASE("with a damaged record nothing is undone by guess", "[stack_backup_info]") {
  Server server;
  ReleaseStory().deploy("v1").deploy("v2").write_to(server.files, backups);
  server.files.put(backups / "v3/manifest.json", "{");
  const auto info = server.info();
  CHECK(info["live"] == "v2");
  CHECK(info["undo"].is_null());
  CHECK_THAT(info["undo_reason"].get<std::string>(), ContainsSubstring("the record 'v3' is damaged"));
  REQUIRE(server.warnings.size() == 1);
  CHECK_THAT(server.warnings[0], ContainsSubstring("the record 'v3' is left out"));
}

TEST_CASE("who holds the lock, since when and for how long, also of a release that is deployed once more",
          "[stack_backup_info]") {
  Server server;
  auto story = ReleaseStory().deploy("v1").deploy("v2");
  story.releases.back().rerun = Rerun{"other@host", "2025-10-31T02:34:04Z", ""};
  story.releases.back().taken_over = {{"a", "b", "2025-10-31T02:34:00Z"}};
  story.releases.back().user = "deploy";
  story.releases.back().timeline = {{"pull", "done", "", ""}};
  story.write_to(server.files, backups);
  const auto info = server.info();
  CHECK(info["live"] == "v2");
  CHECK(info["unfinished"]["name"] == "v2");
  CHECK(info["unfinished"]["state"] == "deployed");
  CHECK(info["unfinished"]["owner"] == "other@host");
  CHECK(info["unfinished"]["started"] == "2025-10-31T02:34:04Z");
  CHECK(info["unfinished"]["held_for"] == 60);
  const auto& v2 = info["releases"][0];
  CHECK(v2["owner"] == "ci@controller");
  CHECK(v2["user"] == "deploy");
  CHECK(v2["host"].is_null());
  CHECK(info["unfinished"]["steps"].empty());  // of the deploy that goes on
  CHECK(v2["taken_over"][0]["by"] == "b");
}

TEST_CASE("a damaged record that ended long ago leaves no doubt what a rollback would undo",
          "[stack_backup_info]") {
  Server server;
  ReleaseStory().deploy("v1").deploy("v2").write_to(server.files, backups);
  server.files.put(backups / "v0/manifest.json", R"({"sequence": 1, "state": "failed", "project": "shop", )");
  CHECK(server.info()["undo"] == "v2");
  CHECK_THAT(server.warnings.at(0), ContainsSubstring("the record 'v0' is left out"));
}

TEST_CASE("each release says how far it came and what its steps did, also one that goes on",
          "[stack_backup_info]") {
  Server server;
  auto story = ReleaseStory().deploy("v1").deploy("v2", State::failed).deploy("v3", State::started);
  story.releases[0].timeline = {{"pull", "done", "", ""}};  // of a playbook of before
  story.releases[1].timeline = {{"stack_up", "failed", "2025-10-31T02:35:04Z", "2025-10-31T02:36:05Z"}};
  story.releases[1].phase = ReleasePhase::containers;
  story.releases[1].failure_sha256 = std::string(64, 'a');
  story.releases[1].failure_cause = "app is unhealthy";
  story.write_to(server.files, backups);
  server.files.put(
      backups / "v3/steps.json",
      R"([{"step": "stack_files", "phase": "files", "outcome": "running", "started": "now", "ended": null}])");
  const auto info = server.info();
  const auto& [v3, v2, v1] = std::tie(info["releases"][0], info["releases"][1], info["releases"][2]);
  CHECK(v1["phase"].is_null());
  CHECK(v1["failure"].is_null());
  CHECK(v1["steps"][0]["outcome"] == "done");
  CHECK(v1["steps"][0]["seconds"].is_null());
  CHECK(v2["phase"] == "containers");
  CHECK(v2["failure"] == "app is unhealthy");
  CHECK(v2["steps"][0]["seconds"] == 61);
  CHECK(v3["phase"] == "files");
  CHECK(v3["steps"][0]["outcome"] == "running");
  CHECK(v3["steps"][0]["ended"].is_null());
  server.files.put(backups / "v3/steps.json", "{");
  CHECK(server.info()["releases"][0]["phase"].is_null());
  CHECK_THAT(server.warnings.at(0), ContainsSubstring("what the steps of release 'v3' did is left out"));
}

TEST_CASE("the table has a row for each release, newest first, and says who holds the lock",
          "[stack_backup_info]") {
  Server server;
  CHECK(server.info()["table"] ==
        "WHEN                  COMMIT        STATE                    IMAGE\n(none yet)");
  auto story = ReleaseStory()
                   .deploy("2025-10-31T01-00-00Z")
                   .deploy("2025-10-31T02-00-00Z")
                   .rollback("2025-10-31T03-00-00Z", "2025-10-31T02-00-00Z", FileSet::before)
                   .rollback("2025-10-31T04-00-00Z", "2025-10-31T01-00-00Z", FileSet::deployed, State::failed)
                   .deploy("2025-10-31T05-00-00Z", State::started);
  story.releases[0].metadata = {{"Git Commit", "0123456789abcdef"}, {"Deployed Image", "shop/app:v1"}};
  story.releases[1].metadata = {{"Git Commit", "\xc3\xa4\nb"}};
  story.write_to(server.files, backups);
  server.files.put_folder(backups / "2024-01-01T00-00-00Z");
  CHECK(server.info()["table"] ==
        "WHEN                  COMMIT        STATE                    IMAGE\n"
        "2025-10-31T05-00-00Z  -             started                  -\n"
        "2025-10-31T04-00-00Z  -             rollback failed          puts back 2025-10-31T01-00-00Z\n"
        "2025-10-31T03-00-00Z  -             rollback deployed        undoes 2025-10-31T02-00-00Z\n"
        "2025-10-31T02-00-00Z  \xc3\xa4 b           undone                   -\n"
        "2025-10-31T01-00-00Z  0123456789ab  deployed           live  shop/app:v1\n"
        "2024-01-01T00-00-00Z  -             unknown                  -\n"
        "Unfinished: 2025-10-31T05-00-00Z by ci@controller");
}

}  // namespace
