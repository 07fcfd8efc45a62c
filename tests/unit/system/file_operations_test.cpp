#include "system/file_operations.hpp"

#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <cerrno>

#include "unit/support/memory_files.hpp"

using slipway::test::MemoryFiles;

TEST_CASE("a new file is for its owner only unless a mode is given", "[file_operations]") {
  MemoryFiles files;
  files.put_folder("/stack");
  REQUIRE(slipway::replace_file(files, "/stack/.env", "A=1\n"));
  CHECK(files.content("/stack/.env") == "A=1\n");
  CHECK(files.mode("/stack/.env") == 0600);
  REQUIRE(slipway::replace_file(files, "/stack/.env", "A=2\n", {.mode = 0644, .uid = {}, .gid = {}}));
  CHECK(files.mode("/stack/.env") == 0644);
}

TEST_CASE("a staged file that is dropped leaves everything as it was", "[file_operations]") {
  MemoryFiles files;
  files.put("/stack/file", "old");
  {
    const auto staged = slipway::stage_file(files, "/stack/file", "new");
    REQUIRE(staged);
    CHECK(files.nodes.size() == 4);  // /, /stack, the file and its new content
  }
  CHECK(files.content("/stack/file") == "old");
  CHECK(files.nodes.size() == 3);
}

TEST_CASE("whichever call fails, the file is the old or the new one and no other stays",
          "[file_operations]") {
  for (const int error : {ENOSPC, EACCES, EIO}) {
    bool went_through = false;
    for (int nth = 0; !went_through; ++nth) {
      MemoryFiles files;
      files.put("/stack/file", "old");
      int call = 0;
      files.fault = [&](const std::string& operation, const slipway::Path&) {
        return operation != "remove" && call++ == nth ? error : 0;
      };
      const auto outcome = slipway::replace_file(files, "/stack/file", "new");
      went_through = call <= nth;
      INFO("call " << nth << " fails with " << error);
      CHECK(outcome.has_value() == went_through);
      const auto content = files.content("/stack/file");
      CHECK((content == "old" || content == "new"));
      CHECK(files.nodes.size() == 3);
    }
  }
}

TEST_CASE("replace_file refuses a folder in the way and says so", "[file_operations]") {
  MemoryFiles files;
  files.put_folder("/stack/.env");
  const auto outcome = slipway::replace_file(files, "/stack/.env", "A=1\n");
  REQUIRE_FALSE(outcome);
  CHECK(outcome.error().message ==
        "cannot write '/stack/.env': what stands there is no regular file; move it away");
}

TEST_CASE("make_directories makes what is missing, once", "[file_operations]") {
  MemoryFiles files;
  files.put_folder("/srv", 0755);
  REQUIRE(slipway::make_directories(files, "/srv/a/b", 0700));
  CHECK(files.mode("/srv") == 0755);
  CHECK(files.mode("/srv/a/b") == 0700);
  const auto changes = files.changes.size();
  REQUIRE(slipway::make_directories(files, "/srv/a/b", 0700));
  CHECK(files.changes.size() == changes);
}

TEST_CASE("make_directories refuses a file in the way", "[file_operations]") {
  MemoryFiles files;
  files.put("/srv/a", "");
  CHECK_FALSE(slipway::make_directories(files, "/srv/a/b", 0700));
}

TEST_CASE("a backup copy has Ansible's name and the mode of the file", "[file_operations]") {
  MemoryFiles files;
  files.put("/stack/file", "content", 0640);
  const auto copy = slipway::keep_backup_copy(files, "/stack/file", "2025-10-31@02:35:04");
  REQUIRE(copy);
  CHECK(copy->filename().string().find("@02:35:04~") != std::string::npos);
  CHECK(files.content(*copy) == "content");
  CHECK(files.mode(*copy) == 0640);
}

TEST_CASE("read_if_present tells absent from unreadable", "[file_operations]") {
  MemoryFiles files;
  files.put_folder("/stack");
  CHECK_FALSE(slipway::read_if_present(files, "/stack/none")->has_value());
  CHECK_FALSE(slipway::read_if_present(files, "/stack"));
}

TEST_CASE("a relative folder and one with a slash at its end can be made", "[file_operations]") {
  MemoryFiles files;
  files.put_folder("/srv");
  CHECK(slipway::make_directories(files, "", 0700));
  REQUIRE(slipway::make_directories(files, "/srv/a/", 0700));
  CHECK(files.mode("/srv/a") == 0700);
}

TEST_CASE("a file of another size than anybody means was read whole", "[file_operations]") {
  MemoryFiles files;
  files.put("/srv/large", "12345");
  files.nodes.at("/srv/large").status.size = (4U << 20U) + 1;
  CHECK(slipway::read_at_most(files, "/srv/large", 4U << 20U, "env file").error().message ==
        "'/srv/large' is larger than 4 MiB, which no env file is; name the right file");
}

TEST_CASE("an owner that cannot be given named a temporary file only", "[file_operations]") {
  MemoryFiles files;
  files.put("/stack/file", "old");
  files.fault = [](const std::string& operation, const slipway::Path&) {
    return operation == "set_owner" ? EPERM : 0;
  };
  const auto outcome =
      slipway::replace_file(files, "/stack/file", "new", {.mode = {}, .uid = 1000, .gid = 100});
  REQUIRE_FALSE(outcome);
  CHECK(outcome.error().message.starts_with("'/stack/file' was not written: it has to belong to 1000:100: "));
  CHECK(files.nodes.size() == 3);
}

TEST_CASE("temporary files of a killed run stayed for ever, secrets in them", "[file_operations]") {
  const std::string dead = ".slipway-999999999-0";  // beyond every process id
  const std::string alive = ".slipway-1-0";
  MemoryFiles files;
  files.put("/stack/.env", "A=1\n");
  const std::vector<std::string> others{"..env" + alive,  "..env.example" + dead, ".env" + dead,
                                        "..env.slipway-", "..env.slipway-x-0",    "..env.slipway-999999999"};
  for (const auto& name : others) files.put("/stack/" + name, "");
  files.put("/stack/..env" + dead, "SECRET=1\n");
  files.put("/stack/..env.12.2025-10-31@02:35:04~" + dead, "SECRET=2\n");
  files.put("/stack/..env.slipway-" + std::to_string(::getpid()) + "-0", "SECRET=3\n");
  slipway::sweep_temporaries(files, "/stack/.env");
  CHECK(files.list("/stack")->size() == others.size() + 1);
  CHECK(files.changes.size() == 3);
}

TEST_CASE("a backup copy stayed when its folder could not be synced", "[file_operations]") {
  MemoryFiles files;
  files.put("/stack/file", "content");
  files.fault = [](const std::string& operation, const slipway::Path&) {
    return operation == "sync_directory" ? EIO : 0;
  };
  CHECK_FALSE(slipway::keep_backup_copy(files, "/stack/file", "2025-10-31@02:35:04"));
  CHECK(files.nodes.size() == 3);
}

TEST_CASE("the copy of a file that was changed is kept, whatever failed", "[file_operations]") {
  MemoryFiles files;
  files.put("/stack/file", "old");
  const slipway::Path copy = *slipway::keep_backup_copy(files, "/stack/file", "now");
  files.put("/stack/file", "new");
  slipway::drop_needless_copy(files, copy, "/stack/file");
  CHECK(files.content(copy) == "old");
  files.put("/stack/file", "old");
  slipway::drop_needless_copy(files, copy, "/stack/file");
  CHECK_FALSE(files.exists(copy));
}

TEST_CASE("the place behind links is known whether something stands there or not", "[file_operations]") {
  MemoryFiles files;
  files.put("/srv/file", "");
  files.put_link("/srv/link", "file");
  files.put_link("/srv/lost", "sub/gone");
  files.put_link("/srv/chain", "lost");
  files.put_link("/srv/round", "round");
  CHECK(slipway::final_place(files, "/srv/link").value() == "/srv/file");
  CHECK(slipway::final_place(files, "/srv/lost").value() == "/srv/sub/gone");
  CHECK(slipway::final_place(files, "/srv/chain").value() == "/srv/sub/gone");
  CHECK(slipway::final_place(files, "/no/such/folder").value() == "/no/such/folder");
  CHECK_FALSE(slipway::final_place(files, "/srv/round"));
}

TEST_CASE("a folder has its owner and mode from the moment on that it is there", "[file_operations]") {
  MemoryFiles files;
  files.put_folder("/srv");
  REQUIRE(slipway::make_folder(files, "/srv/a", {.mode = 02750, .uid = 1000, .gid = 100}));
  CHECK(files.changes.back().ends_with(" /srv/a"));
  CHECK(files.mode("/srv/a") == 02750);
  CHECK(files.nodes.at("/srv/a").status.uid == 1000);
  REQUIRE(slipway::make_folder(files, "/srv/b", {}));
  CHECK(files.mode("/srv/b") == 0755);
  CHECK(files.nodes.size() == 4);
}
