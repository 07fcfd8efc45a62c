#include "system/write_checks.hpp"

#include <catch2/catch_test_macros.hpp>
#include <cerrno>

#include "unit/support/stack_machine.hpp"

using namespace slipway;
using test::StackMachine;

namespace {

struct Server : StackMachine {
  /// What the check says, and what the write itself says: nothing is written before the check agrees.
  std::string refusal(const Path& target, const FileAttributes& attributes = {}) {
    files.changes.clear();
    const auto checked = check_can_write(system, target, attributes);
    CHECK(files.changes.empty());
    return checked ? "" : checked.error().message;
  }
};

TEST_CASE("what stands in the way of a file is said before it is written, in the words of the write",
          "[write_checks]") {
  Server server;
  server.files.put("/srv/file", "");
  server.files.put_folder("/srv/folder");
  server.files.put_link("/srv/lost", "nowhere");
  CHECK(server.refusal("/srv/new").empty());
  CHECK(server.refusal("/srv/a/b/new").empty());
  for (const char* target :
       {"/srv/folder", "/srv/file/new", "/srv/file/a/new", "/srv/lost", "/srv/lost/new"}) {
    INFO(target);
    const auto written = [&]() -> Expected<void> {
      TRY(make_directories(server.files, Path(target).parent_path(), 0755));
      return replace_file(server.files, target, "");
    }();
    REQUIRE_FALSE(written);
    CHECK(server.refusal(target) == written.error().message);
  }
}

TEST_CASE("a place that cannot be changed is refused: the file's own, or of the first folder to be made",
          "[write_checks]") {
  Server server;
  server.files.put("/srv/file", "");
  Path asked;
  server.files.fault = [&](const std::string& operation, const Path& path) {
    if (operation != "check_changeable") return 0;
    asked = path;
    return EROFS;
  };
  CHECK_FALSE(server.refusal("/srv/file").empty());
  CHECK(asked == "/srv/file");
  CHECK_FALSE(server.refusal("/srv/a/b/new").empty());
  CHECK(asked == "/srv/a");
}

TEST_CASE("an owner that this user may not give is refused before anything is written", "[write_checks]") {
  Server server;
  server.users.me = {1000, 1000, {100}, false};
  server.files.put("/srv/of-root", "");
  CHECK(
      server.refusal("/srv/of-root") ==
      "'/srv/of-root' cannot be written: it has to belong to 0:0, and this user may not give files away; run "
      "this as root");
  CHECK(server.refusal("/srv/new").empty());
  CHECK(server.refusal("/srv/new", {0600, 1000, 100}).empty());
  CHECK_FALSE(server.refusal("/srv/new", {0600, 1000, 4}).empty());
  CHECK_FALSE(server.refusal("/srv/new", {0600, 0, 1000}).empty());
  server.files.put_folder("/srv/of-the-group", 02775);
  REQUIRE(server.files.set_owner("/srv/of-the-group", 0, 4));
  CHECK(
      server.refusal("/srv/of-the-group/new", {0600, 1000, 4}).empty());  // it has that group from the start
  server.users.me.may_give_files = true;
  CHECK(server.refusal("/srv/of-root").empty());
}

TEST_CASE("a tree of which one entry cannot be removed is refused", "[write_checks]") {
  Server server;
  server.files.put("/srv/v1/before/stuck", "");
  server.files.put_link("/srv/v1/link", "/elsewhere");
  CHECK(check_can_remove_tree(server.files, "/srv/v1"));
  CHECK(check_can_remove_tree(server.files, "/srv/v0"));  // nothing there
  server.files.fault = [&](const std::string& operation, const Path& path) {
    return operation == "check_changeable" && path.filename() == "stuck" ? EPERM : 0;
  };
  CHECK_FALSE(check_can_remove_tree(server.files, "/srv/v1"));
}

}  // namespace
