#include <catch2/catch_test_macros.hpp>

#include "unit/stack_files/machine.hpp"

using namespace slipway;
using namespace slipway::stack_files_test;
using ansible::Json;

TEST_CASE("a path that leaves the folder, or names none of its files, is refused", "[stack_files]") {
  Machine on;
  const auto refused = [&](const std::string& path) { return on.refusal({file("a", ""), file(path, "")}); };
  const std::string dots = "the path has '..' in it; give it as it stands below project_src";
  CHECK(refused("../a") == "files: '../a': " + dots);
  CHECK(refused("conf/../b") == "files: 'conf/../b': " + dots);
  CHECK(refused("conf/..") == "files: 'conf/..': " + dots);
  CHECK(refused("/etc/passwd") ==
        "files: '/etc/passwd': the path is absolute; give it as it stands below project_src");
  CHECK(refused("") == "files: '': the path is empty; name the file");
  for (const std::string path : {".", "./", "conf/", "conf/."})
    CHECK(refused(path) == "files: '" + path + "': the path names a folder; name the file in it");
  CHECK(refused("./a") == "files: './a' is there twice; remove one");
}

TEST_CASE("an entry without a content, or with two, is refused", "[stack_files]") {
  Machine on;
  CHECK(on.refusal({{{"path", "a"}}}) ==
        "files: 'a': neither content nor content_b64 is given; give one, if only an empty text");
  CHECK(on.refusal({{{"path", "a"}, {"content", "x"}, {"content_b64", "eA=="}}}) ==
        "files: 'a': content and content_b64 are both given; leave one out");
  CHECK(on.refusal({{{"path", "a"}, {"content_b64", "hunter2!"}}}) ==
        "files: 'a': content_b64 is no Base64; encode the file with b64encode");
}

TEST_CASE("a link on the way that leads out is refused, but not for a file that is there", "[stack_files]") {
  Machine on;
  on.files.put("/etc/shop/site.conf", "server {}\n");
  on.files.put_link("/srv/shop/conf", "/etc/shop");
  const std::string out = "a link on the way leads out of project_src; correct the link or the path";
  CHECK(on.refusal({file("conf/new.conf", "")}) == "cannot place '/srv/shop/conf/new.conf': " + out);
  CHECK(on.refusal({file("conf/deep/new.conf", "")}) ==
        "cannot place '/srv/shop/conf/deep/new.conf': " + out);
  CHECK_FALSE(on.settle({file("conf/site.conf", "")}).changed);
  CHECK(on.files.content("/etc/shop/site.conf") == "server {}\n");
  on.files.put_folder("/srv/shop2");
  on.files.put_link("/srv/shop/beside", "/srv/shop2");
  CHECK(on.refusal({file("beside/a", "")}) == "cannot place '/srv/shop/beside/a': " + out);
}

TEST_CASE("a link that stays inside is followed, and so is one to the stack's folder", "[stack_files]") {
  Machine on;
  on.files.put_folder("/srv/shop/releases/v1");
  on.files.put_link("/srv/shop/current", "releases/v1");
  on.files.put_link("/srv/live", "shop");
  CHECK(on.settle({file("current/a", "1")}, "/srv/live").values["placed"] == Json{"/srv/live/current/a"});
  CHECK(on.files.content("/srv/shop/releases/v1/a") == "1");
  CHECK(on.refusal({file("current/b", "1"), file("releases/v1/b", "2")}) ==
        "files: 'current/b' and 'releases/v1/b' are the same file, by a link; remove one");
}

TEST_CASE("a dangling link is refused, in a file's place and on the way", "[stack_files]") {
  Machine on;
  on.files.put_link("/srv/shop/a", "/nowhere");
  on.files.put_link("/srv/shop/conf", "nowhere");
  on.files.put_link("/srv/gone", "nowhere");
  const std::string nowhere = "' is a link that leads nowhere; make its target, or remove it";
  CHECK(on.refusal({file("a", "")}) == "cannot place '/srv/shop/a': '/srv/shop/a" + nowhere);
  CHECK(on.refusal({file("conf/b", "")}) == "cannot place '/srv/shop/conf/b': '/srv/shop/conf" + nowhere);
  CHECK(on.refusal({file("b", "")}, "/srv/gone") == "cannot place '/srv/gone': '/srv/gone" + nowhere);
}

TEST_CASE("a link to a file in a file's place is that file", "[stack_files]") {
  Machine on;
  on.files.put("/etc/shop.env", "A=1\n");
  on.files.put_link("/srv/shop/shop.env", "/etc/shop.env");
  CHECK_FALSE(on.settle({file("shop.env", "A=2\n")}).changed);
}

TEST_CASE("a place that can take no file is named", "[stack_files]") {
  Machine on;
  on.files.put_folder("/srv/shop/conf");
  CHECK(on.refusal({file("conf", "")}) ==
        "cannot place '/srv/shop/conf': what stands there is no regular file; move it away, or correct the "
        "path");
  CHECK(on.refusal({file("base.yml/a", "")}) ==
        "cannot place '/srv/shop/base.yml/a': '/srv/shop/base.yml' is a file, not a folder");
  CHECK(on.refusal({file("a", "")}, "/srv/shop/base.yml") ==
        "cannot place '/srv/shop/base.yml': '/srv/shop/base.yml' is a file, not a folder");
  CHECK(on.refusal({file("new", ""), file("new/a", "")}) ==
        "files: 'new' is to be a file, and the folder of another one; correct one of the two");
}
