#include "release/files.hpp"

#include <boost/filesystem/operations.hpp>
#include <catch2/catch_test_macros.hpp>

#include "system/real.hpp"
#include "unit/support/memory_files.hpp"
#include "unit/support/scratch_folder.hpp"
#include "util/sha256.hpp"

namespace slipway {
namespace {

using test::MemoryFiles;

const Path src = "/srv/shop";

TEST_CASE("a record names files relative to the stack, or absolute when they are outside",
          "[release_files]") {
  CHECK(recorded_path(src, "base.yml") == "base.yml");
  CHECK(recorded_path(src, "./sub/../base.yml") == "base.yml");
  CHECK(recorded_path(src, "sub/base.yml") == "sub/base.yml");
  CHECK(recorded_path("/srv/shop/", "/srv/shop/base.yml") == "base.yml");
  CHECK(recorded_path(src, "../shared/base.yml") == "/srv/shared/base.yml");
  CHECK(recorded_path(src, "/etc/base.yml") == "/etc/base.yml");
  CHECK(recorded_path(src, "/srv/shop2/base.yml") == "/srv/shop2/base.yml");
  CHECK(recorded_path(src, "..hidden.yml") == "..hidden.yml");
}

TEST_CASE("files are recorded with checksum, mode and owner, or as absent", "[release_files]") {
  MemoryFiles files;
  files.put(src / ".env", "A=1\n", 0640);
  REQUIRE(files.set_owner(src / ".env", 1000, 100));
  const auto read = read_stack_files(files, src, {".env", "missing.yml", "sub/missing.yml"});
  REQUIRE(read);
  const auto recorded = files_below("before", *read);
  CHECK(recorded ==
        std::vector<RecordedFile>{{".env", false, "before/.env", sha256_hex("A=1\n"), 0640, 1000, 100},
                                  {"missing.yml", true, "", "", 0, 0, 0},
                                  {"sub/missing.yml", true, "", "", 0, 0, 0}});
  const auto copies = copies_below("before", *read);
  REQUIRE(copies.size() == 1);
  CHECK(copies[0].path == "before/.env");
  CHECK(copies[0].content == "A=1\n");
}

TEST_CASE("a file that is named twice is recorded once", "[release_files]") {
  MemoryFiles files;
  files.put(src / "base.yml", "");
  CHECK(read_stack_files(files, src, {"base.yml", "./base.yml", "/srv/shop/base.yml"})->size() == 1);
}

TEST_CASE("copies of files outside of the stack get names of their own", "[release_files]") {
  MemoryFiles files;
  files.put("/a/base.yml", "a");
  files.put("/b/base.yml", "b");
  files.put(src / ".outside/2-base.yml", "c");
  const auto read = read_stack_files(files, src, {".outside/2-base.yml", "/a/base.yml", "/b/base.yml"});
  const auto copies = copies_below("before", read.value());
  REQUIRE(copies.size() == 3);
  CHECK(copies[0].path == "before/.outside/2-base.yml");
  CHECK(copies[1].path == "before/.outside-2/1-base.yml");
  CHECK(copies[2].path == "before/.outside-2/2-base.yml");
}

TEST_CASE("a link is followed for content and mode", "[release_files]") {
  MemoryFiles files;
  files.put("/shared/env", "A=1\n", 0600);
  files.put_link(src / ".env", "/shared/env");
  const auto read = read_stack_files(files, src, {".env"});
  CHECK(read->front().content == "A=1\n");
  CHECK(read->front().recorded.mode == 0600);
}

TEST_CASE("a folder or a broken link in a file's place is refused by name", "[release_files]") {
  MemoryFiles files;
  files.put_folder(src / "base.yml");
  files.put_link(src / "broken.yml", "/nowhere");
  for (const char* name : {"base.yml", "broken.yml"}) {
    const auto read = read_stack_files(files, src, {name});
    REQUIRE_FALSE(read);
    CHECK(read.error().message.find((src / name).string()) != std::string::npos);
  }
}

TEST_CASE("a slash at the end of a path became a file of its own", "[release_files]") {
  for (const char* path :
       {".env/", "./.env", ".//.env", ".env/.", "sub/../.env", "/srv/shop//.env", "/srv/shop/.env/"})
    CHECK(recorded_path(src, path) == ".env");
  CHECK(recorded_path("/srv/shop/", "/srv/shop/.env") == ".env");
  CHECK(recorded_path(src, "/etc/token/") == "/etc/token");
  MemoryFiles files;
  files.put(src / ".env", "A=1\n");
  CHECK(read_stack_files(files, src, {".env", ".env/", "./.env", "/srv/shop/.env"})->size() == 1);
}

TEST_CASE("the stack's folder itself, or one above it, was recorded as a file", "[release_files]") {
  MemoryFiles files;
  files.put(src / ".env", "A=1\n");
  for (const char* path : {"", ".", "./", "..", "/", "/srv", "/srv/shop", "sub/..", "../shop"}) {
    INFO(path);
    const auto checked = check_stack_path(files, src, path);
    REQUIRE_FALSE(checked);
    CHECK(checked.error().message.find("is no file of the stack, but its folder or one above it") !=
          std::string::npos);
  }
  for (const char* path : {".env", "missing", "../shared/base.yml", "/etc/token", "sub/../.env", "..env"})
    CHECK(check_stack_path(files, src, path));
}

TEST_CASE("a path that goes back behind a link named another file than it seemed to", "[release_files]") {
  MemoryFiles files;
  files.put("/data/token", "1");
  files.put("/data/config/app.yml", "1");
  files.put_link(src / "config", "/data/config");
  CHECK(check_stack_path(files, src, "config/app.yml"));
  const auto checked = check_stack_path(files, src, "config/../token");
  REQUIRE_FALSE(checked);
  CHECK(checked.error().message.find("to '/data/token'; name the file by that path") != std::string::npos);
}

TEST_CASE("a file of a stack behind a link was recorded as one outside of it", "[release_files]") {
  MemoryFiles files;
  files.put("/data/shop/.env", "A=1\n");
  files.put_link(src, "/data/shop");
  CHECK(by_stack_folder(files, src, "/data/shop/.env") == ".env");
  CHECK(by_stack_folder(files, src, "/data/shop/") == "/data/shop/");
  CHECK(by_stack_folder(files, src, "/data/shop2/.env") == "/data/shop2/.env");
  CHECK(by_stack_folder(files, src, "base.yml") == "base.yml");
}

TEST_CASE("a stack's own file .outside was in the way of those outside", "[release_files]") {
  MemoryFiles files;
  files.put(src / ".outside", "mine");
  files.put("/a/base.yml", "a");
  const auto read = read_stack_files(files, src, {"/a/base.yml", ".outside"});
  const auto copies = copies_below("before", read.value());
  CHECK(copies.at(0).path == "before/.outside-2/1-base.yml");
  CHECK(copies.at(1).path == "before/.outside");
}

TEST_CASE("a copy of a file outside overwrote that of a file of the stack", "[release_files]") {
  MemoryFiles files;
  files.put("/a/base.yml", "a");
  files.put(src / ".outside/1-base.yml", "b");
  const auto read = read_stack_files(files, src, {"/a/base.yml", ".outside/1-base.yml"});
  const auto copies = copies_below("before", read.value());
  CHECK(copies.at(0).path != copies.at(1).path);
}

TEST_CASE("a file outside with a name of 255 bytes could not be copied", "[release_files]") {
  MemoryFiles files;
  files.put(Path("/a") / std::string(255, 'x'), "a");
  const auto read = read_stack_files(files, src, {Path("/a") / std::string(255, 'x')});
  CHECK(read->front().recorded.copy == ".outside/1");
}

TEST_CASE("where links led is on record, in a file's place and on the way to it", "[release_files]") {
  const test::ScratchFolder scratch;
  boost::filesystem::create_directories(scratch / "shop/conf");
  boost::filesystem::create_directory(scratch / "shared");
  scratch.put("shop/.env", "A=1\n");
  scratch.put("shared/app.conf", "x");
  boost::filesystem::create_symlink(".env", scratch / "shop/env2");
  boost::filesystem::create_directory_symlink("../shared", scratch / "shop/by-a-link");
  boost::filesystem::create_directory_symlink("shop", scratch / "moved");
  const std::vector<Path> paths{".env", "env2", "by-a-link/app.conf"};
  for (const char* folder : {"shop", "moved"}) {  // that the stack's own folder is a link says nothing
    const auto read = read_stack_files(real_files(), scratch / folder, paths);
    REQUIRE(read);
    CHECK(read->at(0).recorded.leads_to.empty());
    CHECK(read->at(1).recorded.leads_to == ".env");
    CHECK(read->at(2).recorded.leads_to == (scratch / "shared/app.conf").string());
    const auto folders = read_stack_folders(real_files(), scratch / folder, *read);
    REQUIRE(folders);
    REQUIRE(folders->size() == 2);
    CHECK(folders->at(0).path == ".");
    CHECK(folders->at(1).path == "by-a-link");
  }
}

}  // namespace
}  // namespace slipway
