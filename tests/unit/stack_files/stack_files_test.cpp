#include <catch2/catch_test_macros.hpp>

#include "unit/stack_files/machine.hpp"

using namespace slipway;
using namespace slipway::stack_files_test;
using ansible::Json;

TEST_CASE("what is missing is placed, and what is there stays as it is", "[stack_files]") {
  Machine on;
  const auto result =
      on.settle({file("base.yml", "services: {app: {}}\n"), file("conf/nginx/site.conf", "server {}\n"),
                 file("bin/start", "#!/bin/sh\n", "0755")});
  CHECK(result.changed);
  CHECK(result.values == Json{{"placed", {"/srv/shop/conf/nginx/site.conf", "/srv/shop/bin/start"}},
                              {"folders", {"/srv/shop/conf", "/srv/shop/conf/nginx", "/srv/shop/bin"}}});
  CHECK(on.files.content("/srv/shop/base.yml") == "services: {}\n");
  CHECK(on.files.mode("/srv/shop/base.yml") == 0640);
  CHECK(on.files.content("/srv/shop/conf/nginx/site.conf") == "server {}\n");
  CHECK(on.files.mode("/srv/shop/conf/nginx/site.conf") == 0644);
  CHECK(on.files.mode("/srv/shop/bin/start") == 0755);
  CHECK(on.files.mode("/srv/shop/conf") == 0755);
}

TEST_CASE("the diff shows names and sizes, and no content", "[stack_files]") {
  Machine on;
  const auto result = on.settle({file("token", "hunter2", "0600")});
  REQUIRE(result.diff.size() == 1);
  CHECK(result.diff[0].after_header == "/srv/shop/token");
  CHECK(result.diff[0].before.empty());
  CHECK(result.diff[0].after == "(content not shown: 7 bytes, mode 0600)\n");
}

TEST_CASE("bytes of every kind come as Base64", "[stack_files]") {
  Machine on;
  on.settle({{{"path", "a"}, {"content_b64", "AP8K\n/w=="}}, {{"path", "empty"}, {"content", ""}}});
  CHECK(on.files.content("/srv/shop/a") == std::string("\0\xFF\n\xFF", 4));
  CHECK(on.files.mode("/srv/shop/a") == 0644);
  CHECK(on.files.content("/srv/shop/empty") == "");
}

TEST_CASE("a folder of the stack that is missing is made, with those above it", "[stack_files]") {
  for (const std::string src : {"/srv/stacks/new", "/srv/stacks/new/"}) {
    Machine on;
    const auto result = on.settle({file("a", "1"), file("./b//c", "2")}, src);
    CHECK(result.values["folders"] == Json{"/srv/stacks", "/srv/stacks/new", "/srv/stacks/new/b"});
    CHECK(on.files.content("/srv/stacks/new/a") == "1");
    CHECK(on.files.content("/srv/stacks/new/b/c") == "2");
  }
}

TEST_CASE("no file wanted is no change", "[stack_files]") {
  Machine on;
  CHECK_FALSE(on.settle({}).changed);
  CHECK_FALSE(on.settle({}, "/srv/absent").changed);
}

TEST_CASE("a mode is read as in Ansible's file modules", "[stack_files]") {
  Machine on;
  on.settle({{{"path", "a"}, {"content", ""}, {"mode", 493}},
             {{"path", "b"}, {"content", ""}, {"mode", "u+x,o="}}});
  CHECK(on.files.mode("/srv/shop/a") == 0755);
  CHECK(on.files.mode("/srv/shop/b") == 0740);
  CHECK(on.refusal({{{"path", "c"}, {"content", ""}, {"mode", 644}}}) ==
        "files: 'c': mode: 644 came as a number, and not as the one that was meant; write it in quotes, like "
        "'0600'");
}

TEST_CASE("a file that appears meanwhile is not overwritten", "[stack_files]") {
  Machine on;
  on.files.fault = [&](const std::string& operation, const Path& path) {
    if (operation == "create" && path.string().find(".b.slipway-") != std::string::npos)
      on.files.put("/srv/shop/b", "somebody else's", 0600);
    return 0;
  };
  const auto result = on.call({file("a", "1"), file("b", "2"), file("c", "3")});
  REQUIRE(result);
  CHECK(result->values["placed"] == Json{"/srv/shop/a", "/srv/shop/c"});
  CHECK(result->warnings ==
        std::vector<std::string>{"'/srv/shop/b' has come to be there meanwhile, and was left as it is"});
  CHECK(on.files.content("/srv/shop/b") == "somebody else's");
  CHECK(on.files.mode("/srv/shop/b") == 0600);
  for (const auto& [path, node] : on.files.nodes) CHECK(path.find(".slipway-") == std::string::npos);
}

TEST_CASE("a failure takes back the files and folders that were made", "[stack_files]") {
  Machine on;
  const auto before = on.files.nodes;
  on.files.fault = [&](const std::string& operation, const Path& path) {
    return operation == "rename" && path.filename() == "c" ? ENOSPC : 0;
  };
  const auto result = on.call({file("a", "1"), file("conf/b", "2"), file("conf/deep/c", "3")});
  REQUIRE_FALSE(result);
  CHECK(result.error().message ==
        "no file was placed: cannot rename '/srv/shop/conf/deep/c': No space left on device");
  std::vector<std::string> left;
  for (const auto& [path, node] : on.files.nodes)
    if (before.count(path) == 0) left.push_back(path);
  CHECK(left.empty());
}

TEST_CASE("what a killed run left beside a file is swept, also of one that it had placed", "[stack_files]") {
  Machine on;
  on.files.put("/srv/shop/a", "1");
  on.files.put("/srv/shop/.a.slipway-999999999-0", "1");
  REQUIRE(on.call({file("a", "1")}));
  CHECK_FALSE(on.files.exists("/srv/shop/.a.slipway-999999999-0"));
}
