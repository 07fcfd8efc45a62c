#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/xattr.h>

#include <array>
#include <atomic>
#include <boost/filesystem/operations.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cerrno>
#include <cstdint>
#include <thread>

#include "system/file_operations.hpp"
#include "system/real.hpp"
#include "unit/support/scratch_folder.hpp"

using slipway::FileKind;
using slipway::Path;
using slipway::real_files;
using slipway::test::ScratchFolder;

TEST_CASE("create makes a file of exactly the mode, and never over another", "[real_files]") {
  const ScratchFolder scratch;
  REQUIRE(real_files().create(scratch / "new", "content", 0666));
  CHECK(real_files().status(scratch / "new")->value().mode == 0666);
  CHECK(scratch.content("new") == "content");

  const auto again = real_files().create(scratch / "new", "other", 0600);
  REQUIRE_FALSE(again);
  CHECK(again.error().os_error == EEXIST);
  CHECK(scratch.content("new") == "content");
}

TEST_CASE("a rename to a free name never replaces, not even a link that leads nowhere", "[real_files]") {
  const ScratchFolder scratch;
  auto& files = real_files();
  scratch.put("new", "new");
  REQUIRE(files.rename_to_free_name(scratch / "new", scratch / "here"));
  CHECK(scratch.content("here") == "new");
  CHECK_FALSE(files.status(scratch / "new")->has_value());
  scratch.put("newer", "newer");
  REQUIRE(::symlink("nowhere", (scratch / "link").c_str()) == 0);
  for (const std::string taken : {"here", "link"}) {
    const auto outcome = files.rename_to_free_name(scratch / "newer", scratch / taken);
    REQUIRE_FALSE(outcome);
    CHECK(outcome.error().os_error == EEXIST);
  }
  CHECK(scratch.content("here") == "new");
  CHECK(scratch.content("newer") == "newer");
}

TEST_CASE("status looks at a link itself and says nothing of what is not there", "[real_files]") {
  const ScratchFolder scratch;
  boost::filesystem::create_symlink("nowhere", scratch / "link");
  CHECK(real_files().status(scratch / "link")->value().kind == FileKind::symlink);
  CHECK_FALSE(real_files().status(scratch / "nowhere")->has_value());
  CHECK_FALSE(real_files().status(scratch / "nowhere/below")->has_value());
}

TEST_CASE("read refuses a folder and a pipe, and says which path", "[real_files]") {
  const ScratchFolder scratch;
  const auto folder = real_files().read(scratch.path());
  REQUIRE_FALSE(folder);
  CHECK(folder.error().message ==
        "cannot read '" + scratch.path().string() + "': it is a folder; name a file");

  REQUIRE(::mkfifo((scratch / "pipe").c_str(), 0600) == 0);
  const auto pipe = real_files().read(scratch / "pipe");
  REQUIRE_FALSE(pipe);
  CHECK(pipe.error().os_error == EINVAL);
}

TEST_CASE("resolve follows links, completes an absent name, and refuses a broken link", "[real_files]") {
  const ScratchFolder scratch;
  scratch.put("file", "");
  boost::filesystem::create_symlink("file", scratch / "link");
  boost::filesystem::create_symlink("gone", scratch / "broken");
  CHECK(*real_files().resolve(scratch / "link") == scratch / "file");
  CHECK(*real_files().resolve(scratch / "absent") == scratch / "absent");
  CHECK_FALSE(real_files().resolve(scratch / "broken"));
  CHECK_FALSE(real_files().resolve(scratch / "no/folder"));
}

TEST_CASE("list is sorted and takes any name", "[real_files]") {
  const ScratchFolder scratch;
  for (const char* name : {"b", "-a", "with space", "new\nline"}) scratch.put(name, "");
  CHECK(*real_files().list(scratch.path()) == std::vector<std::string>{"-a", "b", "new\nline", "with space"});
}

TEST_CASE("a lock is held until it is dropped", "[real_files]") {
  const ScratchFolder scratch;
  auto held = real_files().lock(scratch / "lock");
  REQUIRE(held);
  std::atomic<bool> second_has_it{false};
  std::thread second([&] {
    const auto lock = real_files().lock(scratch / "lock");
    second_has_it = lock.has_value();
  });
  CHECK_FALSE(second_has_it);
  held->reset();
  second.join();
  CHECK(second_has_it);
}

TEST_CASE("a replaced file keeps its mode, its link and its extended attributes", "[real_files]") {
  const ScratchFolder scratch;
  const Path file = scratch.put("file", "old");
  REQUIRE(real_files().set_mode(file, 0640));
  const bool has_attributes = ::setxattr(file.c_str(), "user.note", "kept", 4, 0) == 0;
  boost::filesystem::create_symlink("file", scratch / "link");

  REQUIRE(slipway::replace_file(real_files(), scratch / "link", "new"));

  CHECK(scratch.content("file") == "new");
  CHECK(real_files().status(scratch / "link")->value().kind == FileKind::symlink);
  CHECK(real_files().status(file)->value().mode == 0640);
  if (has_attributes) CHECK(::getxattr(file.c_str(), "user.note", nullptr, 0) == 4);
  CHECK(real_files().list(scratch.path())->size() == 2);  // no temporary file stays
}

TEST_CASE("a replaced file took over the default ACL of its folder", "[real_files]") {
  const ScratchFolder scratch;
  REQUIRE(real_files().create(scratch / ".env", "old", 0640));
  // Version 2; user::rwx, user:1000:r--, group::r-x, mask::r-x, other::---
  constexpr std::array<std::uint16_t, 22> acl{2,      0,      1,    7, 0xFFFF, 0xFFFF, 2,    4,
                                              1000,   0,      4,    5, 0xFFFF, 0xFFFF, 0x10, 5,
                                              0xFFFF, 0xFFFF, 0x20, 0, 0xFFFF, 0xFFFF};
  const std::string folder = (scratch / ".").string();
  const int outcome = ::setxattr(folder.c_str(), "system.posix_acl_default", acl.data(), sizeof acl, 0);
  REQUIRE((outcome == 0 || errno == ENOTSUP));  // a file system without ACLs cannot show the bug
  REQUIRE(slipway::replace_file(real_files(), scratch / ".env", "new"));
  CHECK(::getxattr((scratch / ".env").c_str(), "system.posix_acl_access", nullptr, 0) < 0);
  CHECK(real_files().status(scratch / ".env")->value().mode == 0640);
}

TEST_CASE("a name below a file was taken for one that can be made", "[real_files]") {
  const ScratchFolder scratch;
  scratch.put("file", "");
  const auto below = real_files().resolve(scratch / "file/below");
  REQUIRE_FALSE(below);
  CHECK(below.error().os_error == ENOTDIR);
}

TEST_CASE("an absolute path could not be followed when the working folder was gone", "[real_files]") {
  const ScratchFolder scratch;
  scratch.put("file", "");
  const auto here = boost::filesystem::current_path();
  boost::filesystem::create_directory(scratch / "gone");
  boost::filesystem::current_path(scratch / "gone");
  boost::filesystem::remove(scratch / "gone");
  const auto followed = real_files().resolve(scratch / "file");
  boost::filesystem::current_path(here);
  CHECK(followed == scratch / "file");
}

TEST_CASE("a file whose name has 255 bytes could not be replaced", "[real_files]") {
  const ScratchFolder scratch;
  const std::string name(255, 'n');
  REQUIRE(replace_file(real_files(), scratch / name, "new"));
  CHECK(*real_files().read(scratch / name) == "new");
  CHECK(*real_files().list(scratch.path()) == std::vector<std::string>{name});
}

TEST_CASE("a lock file that is a link is not followed, and called a link", "[real_files]") {
  const ScratchFolder scratch;
  boost::filesystem::create_symlink("elsewhere", scratch / "lock");
  const auto lock = real_files().lock(scratch / "lock");
  REQUIRE_FALSE(lock);
  CHECK(lock.error().message.ends_with("it is a link; remove it"));
  CHECK_FALSE(real_files().status(scratch / "elsewhere")->has_value());
}

TEST_CASE("remove_tree takes links away and leaves what they lead to", "[real_files]") {
  const ScratchFolder scratch;
  boost::filesystem::create_directories(scratch / "old/a/b");
  boost::filesystem::create_directory(scratch / "elsewhere");
  scratch.put("elsewhere/precious", "data");
  scratch.put("old/a/b/file", "");
  boost::filesystem::create_directory_symlink(scratch / "elsewhere", scratch / "old/link");
  boost::filesystem::create_directory_symlink(scratch / "elsewhere", scratch / "link");
  REQUIRE(real_files().remove_tree(scratch / "old"));
  REQUIRE(real_files().remove_tree(scratch / "link"));
  CHECK(scratch.content("elsewhere/precious") == "data");
  CHECK(real_files().list(scratch.path()).value() == std::vector<std::string>{"elsewhere"});
  CHECK(real_files().remove_tree(scratch / "old"));         // nothing there: no error
  CHECK(real_files().remove_tree(scratch / "old/deeper"));  // likewise
}

TEST_CASE("whoever swapped a folder for a link while root removed it had root remove something else",
          "[real_files]") {
  const ScratchFolder scratch;
  boost::filesystem::create_directory(scratch / "elsewhere");
  for (int i = 0; i < 50; ++i) scratch.put("elsewhere/precious" + std::to_string(i), "data");
  std::atomic<bool> done{false};
  const Path inner = scratch / "old/inner";
  const Path link = scratch / "link";
  boost::filesystem::create_directory_symlink(scratch / "elsewhere", link);
  std::thread swapper([&] {
    while (!done) ::renameat2(AT_FDCWD, inner.c_str(), AT_FDCWD, link.c_str(), RENAME_EXCHANGE);
  });
  for (int round = 0; round < 200; ++round) {
    boost::system::error_code ignored;
    boost::filesystem::create_directories(inner, ignored);
    for (int i = 0; i < 5; ++i) scratch.put("old/inner/file" + std::to_string(i), "");
    (void)real_files().remove_tree(scratch / "old");
  }
  done = true;
  swapper.join();
  CHECK(real_files().list(scratch / "elsewhere")->size() >= 50);
}

TEST_CASE("check_changeable tells what can be replaced without touching it", "[real_files]") {
  const ScratchFolder scratch;
  scratch.put("file", "");
  CHECK(real_files().check_changeable(scratch / "file"));
  CHECK(real_files().check_changeable(scratch / "new"));
  const auto mounted = real_files().check_changeable("/proc");
  REQUIRE_FALSE(mounted);
  CHECK(mounted.error().os_error == EBUSY);
  CHECK_FALSE(real_files().check_changeable(scratch / "nowhere/new"));
}

TEST_CASE("read_link says where a link leads, be there something or not", "[real_files]") {
  const ScratchFolder scratch;
  boost::filesystem::create_symlink("../gone", scratch / "link");
  CHECK(*real_files().read_link(scratch / "link") == "../gone");
  CHECK_FALSE(real_files().read_link(scratch.path()));
}

TEST_CASE("the stamp of a file is another one once it was replaced", "[real_files]") {
  const ScratchFolder scratch;
  scratch.put("file", "old");
  const auto before = real_files().status(scratch / "file")->value().stamp;
  CHECK(real_files().status(scratch / "file")->value().stamp == before);
  REQUIRE(slipway::replace_file(real_files(), scratch / "file", "new"));
  CHECK_FALSE(real_files().status(scratch / "file")->value().stamp == before);
}

TEST_CASE("the lock that is a link is refused before it is taken", "[real_files]") {
  const ScratchFolder scratch;
  CHECK(real_files().check_lockable(scratch / ".lock"));
  boost::filesystem::create_symlink("elsewhere", scratch / ".lock");
  const auto refused = real_files().check_lockable(scratch / ".lock");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message == real_files().lock(scratch / ".lock").error().message);
}

TEST_CASE("a folder is held by several who share it, or by one alone, and nobody waits", "[real_files]") {
  using slipway::FolderHold;
  const ScratchFolder scratch;
  const auto hold = [&](FolderHold how) {
    auto held = real_files().hold_folder(scratch.path(), how);
    REQUIRE(held);
    return std::move(*held);
  };
  auto first = hold(FolderHold::shared);
  auto second = hold(FolderHold::shared);
  CHECK(first);
  CHECK(second);
  CHECK_FALSE(hold(FolderHold::alone));
  first.reset();
  second.reset();
  const auto alone = hold(FolderHold::alone);
  CHECK(alone);
  CHECK_FALSE(hold(FolderHold::shared));
  CHECK(boost::filesystem::is_empty(scratch.path()));
  CHECK_FALSE(real_files().hold_folder(scratch / "nothing", FolderHold::shared));
}
