#include "stack_restore/stack_restore.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cerrno>

#include "stack_backup/stack_backup.hpp"
#include "unit/support/stack_machine.hpp"

using namespace slipway;
using Catch::Matchers::ContainsSubstring;
using test::StackMachine;

namespace {

const Path backups = "/srv/backups";
const Path src = "/srv/shop";

stack_backup::Args record_of(const std::string& state, std::vector<Path> include) {
  stack_backup::Args args;
  args.project_src = src;
  args.files = {"base.yml"};
  args.project_name = "shop";
  args.backups_path = backups;
  args.name = "v1";
  args.state = state;
  args.include = std::move(include);
  return args;
}

/// A server on which v1 is on record as deployed, over a folder that was empty but for .env.
struct Shop : StackMachine {
  Shop() {
    files.put(src / ".env", "# mine hunter0\nSECRET=hunter1\nSAME=x\n", 0640);
    record("started");
    files.put(src / "base.yml", "services: {app: {image: shop/app:v1}}\n");
    files.put(src / ".env", "# mine hunter0\nSECRET=hunter2\nSAME=x\n", 0600);
    record("deployed");
  }

  void record(const std::string& state) { REQUIRE(run(stack_backup::module(), record_of(state, {".env"}))); }

  Expected<ansible::Result> restore(const std::string& to = "deployed", const std::string& name = "v1",
                                    bool check = false) {
    return run(stack_restore::module(), stack_restore::Args{src, {"base.yml"}, backups, name, to}, check);
  }

  /// In check mode, for real, and again.
  ansible::Result settle(const std::string& to) {
    const auto previewed = restore(to, "v1", true);
    REQUIRE(previewed);
    CHECK(files.changes.empty());
    const auto first = restore(to);
    REQUIRE(first);
    CHECK(first->changed);
    CHECK(first->values == previewed->values);
    const auto second = restore(to);
    REQUIRE(second);
    CHECK_FALSE(second->changed);
    CHECK(files.changes.empty());
    return *first;
  }
};

TEST_CASE("files as deployed come back with content, mode and owner", "[stack_restore]") {
  Shop shop;
  shop.files.put(src / "base.yml", "services: {app: {image: shop/app:v2}}\n");
  REQUIRE(shop.files.set_owner(src / ".env", 1000, 1000));
  const auto result = shop.settle("deployed");
  CHECK(result.values["release"] == "v1");
  CHECK(result.values["restored"] == ansible::Json{"/srv/shop/base.yml", "/srv/shop/.env"});
  CHECK(result.values["removed"].empty());
  CHECK(shop.files.content(src / "base.yml") == "services: {app: {image: shop/app:v1}}\n");
  CHECK(shop.files.nodes.at("/srv/shop/.env").status.uid == 0);
  CHECK(shop.files.mode(src / ".env") == 0600);
}

TEST_CASE("a file that was not there before is removed", "[stack_restore]") {
  Shop shop;
  const auto result = shop.settle("before");
  CHECK(result.values["removed"] == ansible::Json{"/srv/shop/base.yml"});
  CHECK(result.values["restored"] == ansible::Json{"/srv/shop/.env"});
  CHECK_FALSE(shop.files.exists(src / "base.yml"));
  CHECK(shop.files.mode(src / ".env") == 0640);
}

TEST_CASE("the diff shows compose files and no value of an env file", "[stack_restore]") {
  Shop shop;
  const auto result = shop.restore("before", "v1", true);
  REQUIRE(result);
  REQUIRE(result->diff.size() == 2);
  CHECK(result->diff[0].before == "services: {app: {image: shop/app:v1}}\n");
  CHECK(result->diff[0].after.empty());
  CHECK_THAT(result->diff[0].after_header, ContainsSubstring("(not there)"));
  CHECK_THAT(result->diff[1].before, ContainsSubstring("SECRET=******** (old)\nSAME=********\n"));
  CHECK_THAT(result->diff[1].after, ContainsSubstring("SECRET=******** (new)\nSAME=********\n"));
  for (const auto& diff : result->diff) CHECK_THAT(diff.before + diff.after, !ContainsSubstring("hunter"));
}

TEST_CASE("a mode that differs is shown as such", "[stack_restore]") {
  Shop shop;
  REQUIRE(shop.files.set_mode(src / ".env", 0644));
  const auto result = shop.settle("deployed");
  REQUIRE(result.diff.size() == 1);
  CHECK(result.diff[0].before == "mode 0644, uid 0, gid 0\n");
  CHECK(result.diff[0].after == "mode 0600, uid 0, gid 0\n");
}

TEST_CASE("a record that does not match its checksums is refused whole", "[stack_restore]") {
  Shop shop;
  shop.files.put(src / "base.yml", "edited");
  shop.files.put(backups / "v1/deployed/.env", "SECRET=tampered\n");
  const auto result = shop.restore();
  REQUIRE_FALSE(result);
  CHECK_THAT(result.error().message,
             ContainsSubstring(
                 "is damaged, and nothing was restored from it: its copy 'deployed/.env' does not match"));
  CHECK(shop.files.changes.empty());
}

TEST_CASE("a copy that is missing, or a link, is refused", "[stack_restore]") {
  Shop shop;
  shop.files.nodes.erase("/srv/backups/v1/deployed/base.yml");
  CHECK_THAT(shop.restore().error().message, ContainsSubstring("'deployed/base.yml' is missing"));
  shop.files.put_link(backups / "v1/deployed/base.yml", "/srv/shop/base.yml");
  CHECK_THAT(shop.restore().error().message, ContainsSubstring("'deployed/base.yml' is missing"));
}

TEST_CASE("a manifest that points elsewhere is refused", "[stack_restore]") {
  Shop shop;
  std::string manifest = *shop.files.content(backups / "v1/manifest.json");
  const std::string copy = "\"deployed/.env\"";
  manifest.replace(manifest.find(copy), copy.size(), "\"../../etc/shadow\"");
  shop.files.put(backups / "v1/manifest.json", manifest);
  CHECK_THAT(shop.restore().error().message, ContainsSubstring("outside of the record"));
}

TEST_CASE("when one file cannot be staged none is touched", "[stack_restore]") {
  Shop shop;
  shop.files.put(src / "base.yml", "edited");
  shop.files.put(src / ".env", "SECRET=edited\n");
  int created = 0;
  shop.files.fault = [&](const std::string& operation, const Path&) {
    return operation == "create" && ++created == 2 ? ENOSPC : 0;
  };
  CHECK_FALSE(shop.restore());
  shop.files.fault = {};
  CHECK(shop.files.content(src / "base.yml") == "edited");
  CHECK(shop.files.content(src / ".env") == "SECRET=edited\n");
  CHECK(shop.files.list(src)->size() == 2);
}

TEST_CASE("a release that is not there, or was never deployed, is refused with those that were",
          "[stack_restore]") {
  Shop shop;
  CHECK(shop.restore("deployed", "v9").error().message ==
        "there is no release 'v9' in '/srv/backups' (those that were deployed: v1)");
  shop.files.put_folder(backups / "2024-01-01T00-00-00Z");
  CHECK_THAT(shop.restore("deployed", "2024-01-01T00:00:00Z").error().message,
             ContainsSubstring("without a manifest, from an older playbook"));
  stack_backup::Args next;
  next.project_src = src;
  next.files = {"base.yml"};
  next.project_name = "shop";
  next.backups_path = backups;
  next.name = "v2";
  REQUIRE(shop.run(stack_backup::module(), next));
  CHECK_THAT(shop.restore("deployed", "v2").error().message, ContainsSubstring("was never deployed"));
  CHECK(shop.restore("before", "v2"));
}

TEST_CASE("a compose file that the record does not know is warned of", "[stack_restore]") {
  Shop shop;
  const auto result =
      shop.run(stack_restore::module(),
               stack_restore::Args{src, {"base.yml", "extra.yml"}, backups, "v1", "deployed"});
  REQUIRE(result);
  REQUIRE(result->warnings.size() == 1);
  CHECK_THAT(result->warnings[0], ContainsSubstring("has no 'extra.yml' on record"));
}

/// v1 on record with these files in include, as they stand.
void record_with(Shop& shop, const std::vector<Path>& include) {
  for (const char* state : {"started", "deployed"})
    REQUIRE(shop.run(stack_backup::module(), record_of(state, include)));
}

/// A stack with a link beside its .env, on record as deployed.
struct LinkedShop : StackMachine {
  LinkedShop() {
    files.put(src / "base.yml", "services: {}\n");
    files.put(src / ".env", "A=1\n", 0600);
    files.put_link(src / "env2", ".env");
    for (const char* state : {"started", "deployed"})
      REQUIRE(run(stack_backup::module(), record_of(state, {"env2", ".env"})));
  }

  Expected<ansible::Result> restore(bool check = false) {
    return run(stack_restore::module(), stack_restore::Args{src, {"base.yml"}, backups, "v1", "deployed"},
               check);
  }
};

TEST_CASE("a link could not be restored while the file that it leads to was gone", "[stack_restore]") {
  LinkedShop shop;
  REQUIRE(shop.files.remove(src / ".env"));
  CHECK(shop.restore(true)->values["restored"] == ansible::Json{"/srv/shop/.env"});
  REQUIRE(shop.restore());
  CHECK(shop.files.content(src / ".env") == "A=1\n");
  CHECK(shop.files.nodes.at("/srv/shop/env2").status.kind == FileKind::symlink);
  CHECK_FALSE(shop.restore()->changed);
}

TEST_CASE("a link that leads nowhere for good is named before anything is restored", "[stack_restore]") {
  LinkedShop shop;
  shop.files.put(src / ".env", "A=2\n", 0600);
  REQUIRE(shop.files.remove(src / "base.yml"));
  shop.files.put_link(src / "base.yml", "/nowhere");
  const auto refused = shop.restore();
  REQUIRE_FALSE(refused);
  CHECK_THAT(refused.error().message, ContainsSubstring("'/srv/shop/base.yml' is a link that leads nowhere"));
  CHECK(shop.files.changes.empty());
}

TEST_CASE("a link that leads elsewhere than on record was named only after the others were restored",
          "[stack_restore]") {
  LinkedShop shop;
  REQUIRE(shop.files.remove(src / ".env"));
  REQUIRE(shop.files.remove(src / "env2"));
  shop.files.put_link(src / "env2", "gone");
  for (const bool check : {true, false}) {
    const auto refused = shop.restore(check);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().message ==
          "'/srv/shop/env2' is a link that leads nowhere, and the record has no file of its content where it "
          "leads; make its target, or remove the link");
    CHECK(shop.files.changes.empty());
  }
  REQUIRE(shop.files.remove(src / "env2"));
  CHECK(shop.restore());
  CHECK(shop.files.content(src / "env2") == "A=1\n");
}

TEST_CASE("two links to the same lost file are not each other's file", "[stack_restore]") {
  LinkedShop shop;
  shop.files.put_link(src / "env3", ".env");
  for (const char* state : {"started", "deployed"}) {
    auto args = record_of(state, {"env2", "env3"});
    args.name = "v2";
    REQUIRE(shop.run(stack_backup::module(), args));
  }
  REQUIRE(shop.files.remove(src / ".env"));
  const auto refused =
      shop.run(stack_restore::module(), stack_restore::Args{src, {"base.yml"}, backups, "v2", "deployed"});
  REQUIRE_FALSE(refused);
  CHECK_THAT(refused.error().message, ContainsSubstring("'/srv/shop/env2' is a link that leads nowhere"));
}

TEST_CASE("a link that was replaced by a file came back as a file without a word", "[stack_restore]") {
  LinkedShop shop;
  CHECK(shop.restore()->warnings.empty());
  REQUIRE(shop.files.remove(src / "env2"));
  shop.files.put(src / "env2", "mine\n", 0600);
  for (const bool check : {true, false}) {
    const auto result = shop.restore(check);
    REQUIRE(result);
    CHECK(result->warnings ==
          std::vector<std::string>{
              "'/srv/shop/env2' was a link to '/srv/shop/.env' when release 'v1' was recorded, "
              "and is none now; its content comes back as a file of its own, and the link does "
              "not"});
  }
  CHECK(shop.files.content(src / "env2") == "A=1\n");
  REQUIRE(shop.files.remove(src / "env2"));
  shop.files.put(src / "other", "mine\n", 0600);
  shop.files.put_link(src / "env2", "other");
  const auto elsewhere = shop.restore();
  REQUIRE(elsewhere);
  REQUIRE(elsewhere->warnings.size() == 1);
  CHECK_THAT(elsewhere->warnings[0], ContainsSubstring("and leads to '/srv/shop/other' now, where"));
}

TEST_CASE("a folder that was lost came back open to all, and as root's", "[stack_restore]") {
  Shop shop;
  shop.files.put(src / "etc/keys/token", "t", 0400);
  REQUIRE(shop.files.set_mode(src, 0750));
  for (const auto& [folder, mode] : std::initializer_list<std::pair<Path, mode_t>>{
           {src, 0750}, {src / "etc", 02770}, {src / "etc/keys", 0700}}) {
    REQUIRE(shop.files.set_mode(folder, mode));
    REQUIRE(shop.files.set_owner(folder, 1000, 100));
  }
  record_with(shop, {"etc/keys/token"});
  REQUIRE(shop.files.remove_tree(src));
  const auto lost = shop.files.nodes;
  shop.settle("deployed");
  CHECK(shop.files.mode(src) == 0750);
  CHECK(shop.files.mode(src / "etc") == 02770);
  CHECK(shop.files.mode(src / "etc/keys") == 0700);
  CHECK(shop.files.nodes.at("/srv/shop/etc/keys").status.uid == 1000);
  shop.files.nodes = lost;
  REQUIRE(shop.files.make_directory(src, 0711));
  shop.settle("deployed");
  CHECK(shop.files.mode(src) == 0711);  // one that is there stays as it is
}

TEST_CASE("a check run said that a file comes back where a plain file stands in the place of its folder",
          "[stack_restore]") {
  Shop shop;
  shop.files.put(src / "etc/token", "t", 0400);
  record_with(shop, {".env", "etc/token"});
  REQUIRE(shop.files.remove_tree(src / "etc"));
  shop.files.put(src / "etc", "a file");
  for (const bool check : {true, false}) {
    const auto refused = shop.restore("deployed", "v1", check);
    REQUIRE_FALSE(refused);
    CHECK(
        refused.error().message ==
        "cannot make the folder '/srv/shop/etc': a file stands there; move it away, or name another folder");
    CHECK(shop.files.changes.empty());
  }
}

TEST_CASE("a release of another project was restored without a word", "[stack_restore]") {
  Shop shop;
  stack_restore::Args args{src, {"base.yml"}, backups, "v1", "before"};
  args.project_name = "blog";
  CHECK(shop.run(stack_restore::module(), args).error().message ==
        "release 'v1' belongs to project 'shop', not to 'blog'; correct name or project_name");
  CHECK(shop.files.changes.empty());
  args.name = "v9";  // nor are its releases named as those that there are
  CHECK(shop.run(stack_restore::module(), args).error().message ==
        "there is no release 'v9' in '/srv/backups' (none was deployed yet)");
  args.name = "v1";
  args.project_name = "shop";
  CHECK(shop.run(stack_restore::module(), args)->warnings.empty());
}

TEST_CASE("another folder than the record's was restored into without a word", "[stack_restore]") {
  Shop shop;
  shop.files.put_folder("/srv/other");
  shop.files.put_link("/srv/by-a-link", "/srv/shop");
  const auto restore = [&](const Path& folder) {
    return shop.run(stack_restore::module(), stack_restore::Args{folder, {}, backups, "v1", "deployed"})
        ->warnings;
  };
  CHECK(
      restore("/srv/other") ==
      std::vector<std::string>{
          "release 'v1' is on record for the stack in '/srv/shop', and its files come back in '/srv/other'"});
  CHECK(restore("/srv/shop/").empty());
  CHECK(restore("/srv/by-a-link").empty());
}

TEST_CASE("two files that had become one by a link overwrote each other", "[stack_restore]") {
  Shop shop;
  REQUIRE(shop.files.remove(src / "base.yml"));
  shop.files.put_link(src / "base.yml", ".env");
  shop.files.put(src / ".env", "A=3\n", 0600);
  const auto refused = shop.restore("deployed");
  REQUIRE_FALSE(refused);
  CHECK_THAT(refused.error().message, ContainsSubstring("lead to the same file, and the record has two"));
  CHECK(shop.files.content(src / ".env") == "A=3\n");
}

TEST_CASE("a file was removed in the place of one that had not been there, by a link between their folders",
          "[stack_restore]") {
  StackMachine machine;
  machine.files.put(src / "base.yml", "services: {}\n");
  machine.files.put(src / "conf/a.conf", "mine\n");
  REQUIRE(machine.run(stack_backup::module(), record_of("started", {"conf/a.conf", "extra/a.conf"})));
  machine.files.put_link(src / "extra", "conf");
  machine.files.put(src / "base.yml", "services: {app: {}}\n");
  const auto refused =
      machine.run(stack_restore::module(), stack_restore::Args{src, {"base.yml"}, backups, "v1", "before"});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message ==
        "'/srv/shop/conf/a.conf' and '/srv/shop/extra/a.conf' lead to the same file, and the record has two; "
        "remove the link between them");
  CHECK(machine.files.content(src / "conf/a.conf") == "mine\n");
}

TEST_CASE("a file that was as recorded was overwritten through a link to it", "[stack_restore]") {
  Shop shop;
  shop.files.put(src / "app.env", "B=1\n", 0600);
  record_with(shop, {".env", "app.env"});
  REQUIRE(shop.files.remove(src / "app.env"));
  shop.files.put_link(src / "app.env", ".env");
  const auto env = shop.files.content(src / ".env");
  const auto refused = shop.restore();
  REQUIRE_FALSE(refused);
  CHECK_THAT(refused.error().message, ContainsSubstring("lead to the same file, and the record has two"));
  CHECK(shop.files.content(src / ".env") == env);
}

TEST_CASE("a link in the place of a file that was not there is removed, and not what it leads to",
          "[stack_restore]") {
  Shop shop;
  REQUIRE(shop.files.remove(src / "base.yml"));
  shop.files.put_link(src / "base.yml", ".env");
  shop.settle("before");
  CHECK_FALSE(shop.files.exists(src / "base.yml"));
  CHECK(shop.files.content(src / ".env") == "# mine hunter0\nSECRET=hunter1\nSAME=x\n");
}

}  // namespace

TEST_CASE("a folder in the record that is a link was restored from", "[stack_restore]") {
  Shop shop;
  for (const char* name : {"base.yml", ".env"})
    shop.files.put(Path("/elsewhere") / name, *shop.files.content(backups / "v1/deployed" / name));
  for (const char* path : {"deployed/base.yml", "deployed/.env", "deployed"})
    shop.files.nodes.erase((backups / "v1" / path).string());
  shop.files.put_link(backups / "v1/deployed", "/elsewhere");
  shop.files.put(src / "base.yml", "edited");
  CHECK_THAT(shop.restore().error().message, ContainsSubstring("'/srv/backups/v1/deployed' is a link"));
  CHECK(shop.files.content(src / "base.yml") == "edited");
}

TEST_CASE("a record that is a link was said not to be there", "[stack_restore]") {
  Shop shop;
  shop.files.put_link(backups / "v2", "/srv/backups/v1");
  CHECK_THAT(shop.restore("deployed", "v2").error().message,
             ContainsSubstring("'/srv/backups/v2' is no record of a release: a link"));
}

TEST_CASE("a file that another run removed first failed the restore", "[stack_restore]") {
  Shop shop;
  shop.files.fault = [](const std::string& operation, const Path& path) {
    return operation == "remove" && path == src / "base.yml" ? ENOENT : 0;
  };
  CHECK(shop.restore("before"));
}
