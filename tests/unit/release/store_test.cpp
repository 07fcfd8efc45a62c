#include "release/store.hpp"

#include <catch2/catch_test_macros.hpp>
#include <cerrno>

#include "release/sequence.hpp"
#include "system/file_operations.hpp"
#include "unit/support/release_samples.hpp"

namespace slipway {
namespace {

using test::MemoryFiles;
using test::ReleaseStory;

const Path backups = "/srv/backups";

template <class Entry>
std::string reason_of(const std::vector<Entry>& entries, const std::string& name) {
  for (const auto& entry : entries)
    if (entry.name == name) return entry.reason;
  return "(not there)";
}

Release sample(const std::string& name) {
  return ReleaseStory().deploy(name).releases.front();
}

const std::vector<RecordContent> contents{{"before/base.yml", "services: {}\n"}, {"note.txt", "hello"}};

TEST_CASE("a record that was written is read back, and only its owner may look", "[release_store]") {
  MemoryFiles files;
  {
    const auto lock = lock_releases(files, backups);
    REQUIRE(lock);
    REQUIRE(create_release(files, backups, sample("v1"), contents));
  }
  const auto folder = read_releases(files, backups);
  REQUIRE(folder);
  CHECK(folder->releases == std::vector<Release>{sample("v1")});
  CHECK(folder->foreign.empty());
  CHECK(files.content(backups / "v1/before/base.yml") == "services: {}\n");
  for (const char* path : {"", "v1", "v1/before"})
    CHECK(files.mode(Path(backups / path).lexically_normal()) == 0700);
  for (const char* path : {".lock", "v1/manifest.json", "v1/before/base.yml", "v1/note.txt"})
    CHECK(files.mode(backups / path) == 0600);
}

TEST_CASE("the manifest is written last, and the record appears by one rename", "[release_store]") {
  MemoryFiles files;
  files.put_folder(backups);
  REQUIRE(create_release(files, backups, sample("v1"), contents));
  const auto& changes = files.changes;
  REQUIRE(changes.size() > 2);
  CHECK(changes.back() == "rename /srv/backups/.v1.slipway-unfinished /srv/backups/v1");
  CHECK(changes[changes.size() - 2] == "create /srv/backups/.v1.slipway-unfinished/manifest.json");
}

TEST_CASE("a record that cannot be written leaves nothing behind, whatever fails", "[release_store]") {
  for (int failing = 0; failing < 40; ++failing) {
    MemoryFiles files;
    files.put_folder(backups);
    int calls = 0;
    files.fault = [&](const std::string& operation, const Path&) {
      const bool writes = operation != "status" && operation != "list" && operation != "remove";
      return writes && calls++ == failing ? ENOSPC : 0;
    };
    const auto made = create_release(files, backups, sample("v1"), contents);
    const bool visible = files.exists(backups / "v1");
    if (!made) CHECK(made.error().message.find("No space left") != std::string::npos);
    if (visible) CHECK(files.exists(backups / "v1/manifest.json"));
    CHECK_FALSE(files.exists(backups / ".v1.slipway-unfinished"));
    if (calls <= failing) break;  // every call has failed once
  }
}

TEST_CASE("a name that is taken is not overwritten", "[release_store]") {
  MemoryFiles files;
  files.put(backups / "v1/mine.txt", "keep me");
  CHECK_FALSE(create_release(files, backups, sample("v1"), contents));
  CHECK(files.content(backups / "v1/mine.txt") == "keep me");
}

TEST_CASE("an update replaces the manifest last", "[release_store]") {
  MemoryFiles files;
  ReleaseStory().deploy("v1", ReleaseState::started).write_to(files, backups);
  REQUIRE(update_release(files, backups, sample("v1"), {{"deployed/base.yml", "x"}}));
  CHECK(read_releases(files, backups)->releases.front().state == ReleaseState::deployed);
  CHECK(files.changes.back().ends_with("/srv/backups/v1/manifest.json"));
  CHECK(files.changes.back().starts_with("rename"));
}

TEST_CASE("half a file of a killed step stayed in the record of a release that had ended",
          "[release_store]") {
  MemoryFiles files;
  ReleaseStory().deploy("v1", ReleaseState::started).write_to(files, backups);
  for (const char* file : {"v1/.steps.json.slipway-999999999-0", "v1/.manifest.json.slipway-999999999-0"})
    files.put(backups / file, "[");
  REQUIRE(update_release(files, backups, sample("v1"), {}));
  CHECK_FALSE(files.exists(backups / "v1/.steps.json.slipway-999999999-0"));
  CHECK_FALSE(files.exists(backups / "v1/.manifest.json.slipway-999999999-0"));
}

TEST_CASE("an update that cannot be written leaves the old manifest", "[release_store]") {
  MemoryFiles files;
  ReleaseStory().deploy("v1", ReleaseState::started).write_to(files, backups);
  files.fault = [](const std::string& operation, const Path&) { return operation == "rename" ? EIO : 0; };
  CHECK_FALSE(update_release(files, backups, sample("v1"), {{"deployed/base.yml", "x"}}));
  CHECK(read_releases(files, backups)->releases.front().state == ReleaseState::started);
}

TEST_CASE("the metadata of a record was gone when the disk was full", "[release_store]") {
  MemoryFiles files;
  ReleaseStory().deploy("v1", ReleaseState::started).write_to(files, backups);
  files.put(backups / "v1/note.txt", "old", 0600);
  files.fault = [](const std::string& operation, const Path&) { return operation == "create" ? ENOSPC : 0; };
  CHECK_FALSE(update_release(files, backups, sample("v1"), {{"note.txt", "new"}}));
  CHECK(files.content(backups / "v1/note.txt") == "old");
}

TEST_CASE("an empty folder of copies was left on a full disk", "[release_store]") {
  MemoryFiles files;
  ReleaseStory().deploy("v1", ReleaseState::started).write_to(files, backups);
  files.fault = [](const std::string& operation, const Path&) { return operation == "create" ? ENOSPC : 0; };
  CHECK_FALSE(update_release(files, backups, sample("v1"), {{"deployed/base.yml", "x"}}));
  CHECK_FALSE(files.exists(backups / "v1/deployed"));
}

TEST_CASE("a record that could not be read was taken for something foreign", "[release_store]") {
  MemoryFiles files;
  ReleaseStory().deploy("v1").write_to(files, backups);
  files.fault = [](const std::string& operation, const Path& path) {
    return operation == "status" && path.filename() == "manifest.json" ? EIO : 0;
  };
  CHECK(reason_of(read_releases(files, backups)->damaged, "v1").find("/srv/backups/v1/manifest.json") !=
        std::string::npos);
}

TEST_CASE("a record that is removed is hidden first", "[release_store]") {
  MemoryFiles files;
  ReleaseStory().deploy("v1").write_to(files, backups);
  REQUIRE(remove_releases(files, backups, {"v1"}));
  CHECK(files.changes.front() == "rename /srv/backups/v1 /srv/backups/.v1.slipway-removed");
  CHECK(files.list(backups)->empty());
}

TEST_CASE("those that were hidden before a removal failed are gone after it", "[release_store]") {
  MemoryFiles files;
  ReleaseStory().deploy("v1").deploy("v2").deploy("v3").write_to(files, backups);
  files.fault = [](const std::string& operation, const Path& path) {
    return operation == "rename" && path.filename() == ".v2.slipway-removed" ? EIO : 0;
  };
  const auto removed = remove_releases(files, backups, {"v1", "v2", "v3"});
  REQUIRE_FALSE(removed);
  CHECK(removed.error().message.starts_with("while removing the record '/srv/backups/v2': "));
  CHECK(files.list(backups).value() == std::vector<std::string>{"v2", "v3"});
}

TEST_CASE("a manifest that is the same file still is not read again", "[release_store]") {
  MemoryFiles files;
  ReleaseStory story;
  story.deploy("v1").deploy("v2").write_to(files, backups);
  const auto first = read_releases(files, backups);
  REQUIRE(first);
  story.releases.back().owner = "another";
  files.put(backups / "v2/manifest.json", manifest_text(story.releases.back()));
  std::vector<std::string> read;
  files.fault = [&](const std::string& operation, const Path& path) {
    if (operation == "read" && path.filename() == "manifest.json") read.push_back(path.string());
    return 0;
  };
  const auto second = read_releases(files, backups, *first);
  REQUIRE(second);
  CHECK(read == std::vector<std::string>{"/srv/backups/v2/manifest.json"});
  CHECK(second->releases == story.releases);
}

TEST_CASE("what a killed run left is swept under the lock, and nothing else", "[release_store]") {
  MemoryFiles files;
  files.put(backups / ".v1.slipway-unfinished/before/.env", "SECRET=1");
  files.put(backups / ".2025-10-31T02:35:04Z.slipway-removed/a", "");
  files.put(backups / ".git/config", "mine");
  files.put(backups / ".a b.slipway-removed/a", "mine");
  REQUIRE(lock_releases(files, backups));
  CHECK(files.list(backups).value() == std::vector<std::string>{".a b.slipway-removed", ".git", ".lock"});
}

TEST_CASE("a leftover that cannot be removed does not stop a deployment", "[release_store]") {
  MemoryFiles files;
  files.put(backups / ".v1.slipway-removed/stuck", "");
  files.fault = [](const std::string& operation, const Path&) { return operation == "remove" ? EPERM : 0; };
  CHECK(lock_releases(files, backups));
}

TEST_CASE("a folder that may not be looked into is damaged when it can be a record, else foreign",
          "[release_store]") {
  MemoryFiles files;
  files.put_folder(backups / "2025-10-31T02-35-04Z");
  files.put_folder(backups / "private");
  REQUIRE(files.set_owner(backups / "private", 1001, 1001));
  files.fault = [](const std::string& operation, const Path& path) {
    return operation == "status" && path.filename() == "manifest.json" ? EACCES : 0;
  };
  const auto folder = read_releases(files, backups);
  REQUIRE(folder);
  CHECK(reason_of(folder->damaged, "2025-10-31T02-35-04Z").find("Permission denied") != std::string::npos);
  CHECK(reason_of(folder->foreign, "private").find("Permission denied") != std::string::npos);
}

TEST_CASE("an unfinished release that could not be looked at was taken for somebody else's folder",
          "[release_store]") {
  MemoryFiles files;
  ReleaseStory().deploy("v1", ReleaseState::started).write_to(files, backups);
  files.fault = [](const std::string& operation, const Path& path) {
    return operation == "status" && path.filename() == "manifest.json" ? EACCES : 0;
  };
  const auto folder = read_releases(files, backups);
  REQUIRE(folder);
  CHECK_FALSE(refuse_doubt(*folder, "shop"));
}

TEST_CASE("everything that is no record is told apart", "[release_store]") {
  MemoryFiles files;
  ReleaseStory().deploy("v1").write_to(files, backups);
  files.put_folder(backups / "2024-01-01T00-00-00Z");
  files.put_folder(backups / "data");
  files.put(backups / "site/manifest.json", R"({"name": "web app"})");
  files.put(backups / "cut/manifest.json", "{\"slipway");
  files.put(backups / "copy/manifest.json", manifest_text(sample("v1")));
  files.put(backups / "-rf/manifest.json", manifest_text(sample("v1")));
  files.put(backups / "new\nline/x", "");
  files.put(backups / "notes.txt", "");
  files.put_link(backups / "2024-02-02T00-00-00Z", "/etc");
  files.put_link(backups / "linked/manifest.json", "/srv/backups/v1/manifest.json");
  const auto folder = read_releases(files, backups);
  REQUIRE(folder);
  CHECK(folder->releases.size() == 1);
  CHECK(folder->plain == std::vector<std::string>{"2024-01-01T00-00-00Z"});
  CHECK(folder->damaged.size() == 1);
  CHECK(reason_of(folder->damaged, "cut").starts_with("its manifest.json is unusable: "));
  CHECK(reason_of(folder->foreign, "data") == "it has no release manifest");
  CHECK(reason_of(folder->foreign, "new\nline") == "it has no release manifest");
  CHECK(reason_of(folder->foreign, "site") == "its manifest.json is not one of a release");
  CHECK(reason_of(folder->foreign, "copy") == "a copy of the record 'v1'");
  CHECK(reason_of(folder->foreign, "-rf") == "its name is not one of a release");
  CHECK(reason_of(folder->foreign, "notes.txt") == "not a folder");
  CHECK(reason_of(folder->foreign, "2024-02-02T00-00-00Z") == "a link");
  CHECK(reason_of(folder->foreign, "linked") == "its manifest.json is not a regular file");
  CHECK(files.changes.empty());
}

TEST_CASE("records are ordered by their number, not by name", "[release_store]") {
  MemoryFiles files;
  ReleaseStory().deploy("b").deploy("a").write_to(files, backups);
  const auto folder = read_releases(files, backups);
  CHECK(folder->releases.front().name == "b");
  CHECK(next_sequence(*folder) == 3);
  CHECK(next_sequence(ReleaseFolder{}) == 1);
}

TEST_CASE("a folder that is not there holds nothing, and reading it makes none", "[release_store]") {
  MemoryFiles files;
  const auto folder = read_releases(files, backups);
  REQUIRE(folder);
  CHECK(folder->releases.empty());
  CHECK(files.changes.empty());
}

TEST_CASE("plain folders count as a project's while no other keeps records there", "[release_store]") {
  MemoryFiles files;
  files.put_folder(backups / "2024-01-01T00-00-00Z");
  ReleaseStory("shop").deploy("v1").write_to(files, backups);
  CHECK(plain_of(*read_releases(files, backups), "shop").size() == 1);
  CHECK(plain_of(*read_releases(files, backups), "blog").empty());
}

TEST_CASE("a folder that may not be written is named", "[release_store]") {
  MemoryFiles files;
  files.put_folder(backups);
  files.fault = [](const std::string& operation, const Path&) { return operation == "lock" ? EACCES : 0; };
  const auto lock = lock_releases(files, backups);
  REQUIRE_FALSE(lock);
  CHECK(lock.error().message.starts_with("no release can be recorded in '/srv/backups': "));
}

TEST_CASE("a link in a record let an update write elsewhere", "[release_store]") {
  MemoryFiles files;
  ReleaseStory().deploy("v1").write_to(files, backups);
  files.put("/elsewhere/base.yml", "precious");
  files.put_link(backups / "v1/deployed", "/elsewhere");
  const auto updated = update_release(files, backups, sample("v1"), {{"deployed/base.yml", "new"}});
  REQUIRE_FALSE(updated);
  CHECK(updated.error().message.find("'/srv/backups/v1/deployed' is a link") != std::string::npos);
  CHECK(files.content("/elsewhere/base.yml") == "precious");
}

TEST_CASE("a backups folder named with a slash at its end was open to everybody", "[release_store]") {
  MemoryFiles files;
  files.put_folder("/srv");
  REQUIRE(lock_releases(files, "/srv/backups/"));
  CHECK(files.mode("/srv/backups") == 0700);
}

TEST_CASE("a manifest of 2 TiB made the whole folder unreadable", "[release_store]") {
  MemoryFiles files;
  ReleaseStory().deploy("v1").deploy("v2").write_to(files, backups);
  files.nodes.at("/srv/backups/v1/manifest.json").status.size = 2ULL << 40U;
  const auto folder = read_releases(files, backups);
  REQUIRE(folder);
  CHECK(folder->releases.size() == 1);
  CHECK(reason_of(folder->damaged, "v1").find("larger than 16 MiB") != std::string::npos);
}

TEST_CASE("a record that lost its manifest was taken for an older playbook's backup", "[release_store]") {
  MemoryFiles files;
  files.put(backups / "2025-10-31T02-35-04Z/before/.env", "A=1");
  files.put(backups / "v2/deployed/.env", "A=1");
  files.put(backups / "2025-10-30T02-35-04Z/docker-compose-config.yml", "");
  const auto folder = read_releases(files, backups);
  REQUIRE(folder);
  CHECK(reason_of(folder->damaged, "2025-10-31T02-35-04Z") == "its manifest.json is missing");
  CHECK(reason_of(folder->damaged, "v2") == "its manifest.json is missing");
  CHECK(folder->plain == std::vector<std::string>{"2025-10-30T02-35-04Z"});
}

TEST_CASE("a record whose folder was renamed was taken for a copy, and its number used again",
          "[release_store]") {
  MemoryFiles files;
  auto story = ReleaseStory().deploy("v1").deploy("v2");
  files.put(backups / "old/manifest.json", manifest_text(story.releases.back()));
  story.releases.pop_back();
  story.write_to(files, backups);
  files.put(backups / "twin/manifest.json", manifest_text(story.releases.back()));
  const auto folder = read_releases(files, backups);
  REQUIRE(folder);
  CHECK(reason_of(folder->damaged, "old") == "it is the record 'v2' under another name");
  CHECK(next_sequence(*folder) == 3);
  CHECK(reason_of(folder->foreign, "twin") == "a copy of the record 'v1'");
}

TEST_CASE("a record with a folder or a pipe for a manifest was left out as something foreign",
          "[release_store]") {
  MemoryFiles files;
  files.put_folder(backups / "2025-10-31T02-35-04Z/manifest.json");
  files.put(backups / "2025-10-30T02-35-04Z/manifest.json", "");
  files.nodes.at("/srv/backups/2025-10-30T02-35-04Z/manifest.json").status.kind = FileKind::other;
  const auto folder = read_releases(files, backups);
  REQUIRE(folder);
  CHECK(folder->damaged.size() == 2);
}

TEST_CASE("a record whose manifest was overwritten, or made a link, was left out as something foreign",
          "[release_store]") {
  const Path manifest = backups / "v1/manifest.json";
  const auto damage_of = [&](const std::function<void(MemoryFiles&)>& damage) {
    MemoryFiles files;
    ReleaseStory().deploy("v1", ReleaseState::started).write_to(files, backups);
    files.put(backups / "v1/before/.env", "A=1");
    files.nodes.erase(manifest.string());
    damage(files);
    const auto folder = read_releases(files, backups);
    REQUIRE(folder);
    CHECK(folder->foreign.empty());
    CHECK_FALSE(refuse_doubt(*folder, "shop"));
    return reason_of(folder->damaged, "v1");
  };
  for (const char* text : {"{}", "null", "[]", R"({"name": "web app"})"})
    CHECK(damage_of([&](MemoryFiles& files) { files.put(manifest, text); }) ==
          "its manifest.json is not one of a release");
  const std::string no_file = "its manifest.json is not a regular file";
  CHECK(damage_of([&](MemoryFiles& files) { files.put_link(manifest, "/dev/null"); }) == no_file);
  CHECK(damage_of([&](MemoryFiles& files) { files.put_folder(manifest); }) == no_file);
  CHECK(damage_of([&](MemoryFiles& files) {
          files.put(manifest, "");
          files.nodes.at(manifest.string()).status.kind = FileKind::other;
        }) == no_file);
}

TEST_CASE("a file of numbers that a killed run was writing was told as something foreign",
          "[release_store]") {
  MemoryFiles files;
  ReleaseStory().deploy("v1").write_to(files, backups);
  files.put(temporary_beside(backups / ".sequence"), "1\n");
  files.put(backups / "..sequence.slipway-x", "mine");
  const auto folder = read_releases(files, backups);
  REQUIRE(folder);
  REQUIRE(folder->foreign.size() == 1);
  CHECK(folder->foreign[0].name == "..sequence.slipway-x");
}

}  // namespace
}  // namespace slipway
