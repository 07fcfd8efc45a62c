// What is put back of a release, by how far it came.
#include <catch2/matchers/catch_matchers_string.hpp>

#include "unit/stack_undo/machine.hpp"

using namespace slipway;
using Catch::Matchers::ContainsSubstring;
using test::UndoMachine;

namespace {

const std::string pull_failed = "the image r.example/app:v2 cannot be had.";

TEST_CASE("a release that had only opened its record ends, and nothing is touched", "[stack_undo]") {
  UndoMachine shop;
  shop.live();
  shop.begun({{"stack_pull", ReleasePhase::opened, StepOutcome::failed, "", "", "no such image"}});
  const auto result = shop.settle(shop.args(pull_failed));
  CHECK(result.failed);
  CHECK(
      result.msg ==
      "Release v2 failed: the image r.example/app:v2 cannot be had. The running stack was not touched. Live "
      "is release v1.");
  CHECK(result.values["phase"] == "opened");
  CHECK(shop.on_record("v2").state == ReleaseState::failed);
  CHECK(shop.failure()["cause"] == "the image r.example/app:v2 cannot be had");
  CHECK(shop.failure()["outcome"] == "The running stack was not touched. Live is release v1.");
}

TEST_CASE("files come back, and no container is touched", "[stack_undo]") {
  UndoMachine shop;
  shop.live();
  shop.files_written();
  shop.files.put(shop.src / "etc/token", "new\n");
  const auto result = shop.settle(shop.args("the command failed"));
  CHECK(
      result.msg ==
      "Release v2 failed: the command failed. The files were put back as they were before, and no container "
      "was touched. Live is release v1.");
  CHECK(result.values["restored"] == ansible::Json{"/srv/shop/compose.yml", "/srv/shop/.env"});
  CHECK(result.values["removed"] == ansible::Json{"/srv/shop/etc/token"});
  CHECK(shop.files.content(shop.src / "compose.yml") == UndoMachine::stack_of("v1"));
  CHECK_FALSE(shop.files.exists(shop.src / "etc"));  // made for a file that was new
  CHECK(shop.image_of("app") == "sha256:app1");
}

TEST_CASE("a tag that the pull moved names the old image again", "[stack_undo]") {
  UndoMachine shop;
  shop.live();
  shop.files_written();
  shop.engine.images["r.example/app:v1"] = shop.engine.images["r.example/app:v2"];
  const auto result = shop.call(shop.args("it failed"));
  CHECK(shop.engine.images["r.example/app:v1"]["Id"] == "sha256:app1");
  CHECK(result.values["images"][0]["action"] == "tag");
}

TEST_CASE("the old stack comes up again, and its health is waited for", "[stack_undo]") {
  UndoMachine shop;
  shop.live();
  shop.containers_changed();
  const auto previewed = shop.call(shop.args("app is not well"), true);
  CHECK(previewed.msg ==
        "Release v2 failed: app is not well. A real run would put the stack back as it was before it.");
  const auto result = shop.settle(shop.args("app is not well"));
  CHECK(
      result.msg ==
      "Release v2 failed: app is not well. The stack was put back as it was before, and all its services are "
      "healthy. Live is release v1.");
  CHECK(shop.image_of("app") == "sha256:app1");
  CHECK(result.values["services"][0]["service"] == "app");
  CHECK(shop.on_record("v2").not_put_back.empty());
}

TEST_CASE("the old stack comes up again whatever a page says, which is not watched", "[stack_undo]") {
  UndoMachine shop;
  shop.live();
  shop.containers_changed();
  auto args = shop.args("app is not well");
  args.watch.emplace();
  args.watch->url = "http://nowhere:8080/";
  args.watch->max_failures = 0;
  shop.settle(args);
  CHECK(shop.image_of("app") == "sha256:app1");
}

TEST_CASE("services that the release brought go with it", "[stack_undo]") {
  UndoMachine shop;
  shop.live();
  shop.begun({UndoMachine::files_step(), UndoMachine::up_step()});
  shop.write("v2", {{"worker", {{"image", "r.example/app:v2"}}}});
  shop.up();
  REQUIRE(shop.image_of("worker") == "sha256:app2");
  shop.settle(shop.args("it failed"));
  CHECK(shop.image_of("worker") == "-");
  CHECK(shop.image_of("app") == "sha256:app1");
}

TEST_CASE("a one-shot service of the old release is not run again, and keeps nothing from starting",
          "[stack_undo]") {
  UndoMachine shop;
  const nlohmann::json job{
      {"job", {{"image", "r.example/job:v1"}, {"x-ends", true}}},
      {"app",
       {{"image", "r.example/app:v1"},
        {"depends_on", {{"job", {{"condition", "service_completed_successfully"}, {"required", true}}}}}}}};
  shop.live(job);
  shop.has("r.example/job:v2", "sha256:job2", "r.example/job@" + UndoMachine::digest('b'));
  shop.begun({UndoMachine::files_step(), UndoMachine::up_step()});
  shop.write("v2", {{"job", {{"image", "r.example/job:v2"}, {"x-ends", true}}}});
  shop.up();
  shop.broken = {"sha256:job1"};  // its schema is newer now
  const auto result = shop.call(shop.args("it failed"));
  CHECK_THAT(result.msg, ContainsSubstring("all its services are healthy"));
  CHECK(shop.image_of("app") == "sha256:app1");
  CHECK(shop.engine.containers["shop-job-1"]["State"]["Status"] == "created");
}

TEST_CASE("of a first deploy nothing stays but the volumes", "[stack_undo]") {
  UndoMachine shop;
  shop.begun({UndoMachine::files_step(), UndoMachine::up_step()});
  shop.write("v1");
  shop.files.put(shop.src / "etc/token", "new\n");
  shop.up();
  const auto result = shop.settle(shop.args("it failed"));
  CHECK(result.msg ==
        "Release v2 failed: it failed. It was the first deploy: its containers and files are removed again, "
        "volumes are kept.");
  CHECK(shop.engine.containers.empty());
  CHECK_FALSE(shop.files.exists(shop.src));
  CHECK(result.values["live"].is_null());
}

TEST_CASE("a first deploy that failed stays to look at, until the next run removes it", "[stack_undo]") {
  UndoMachine shop;
  shop.begun({UndoMachine::files_step(), UndoMachine::up_step()});
  shop.write("v1");
  shop.up();
  shop.engine.refusals["GET /containers/shop-app-1/logs?stdout=1&stderr=1&tail=50"] = {200,
                                                                                       "no hunter2-v1\n"};
  auto args = shop.args("it failed");
  args.keep_failed_first = true;
  args.mask = {"hunter2-v1"};
  for (int twice = 0; twice < 2; ++twice) {
    const auto result = shop.call(args);
    CHECK(result.failed);
    CHECK(result.msg ==
          "Release v2 failed: it failed. It was the first deploy, and its containers and files are left to "
          "look at; the next deploy removes them first.");
    CHECK(shop.engine.containers.count("shop-app-1") == 1);
    CHECK(shop.files.exists(shop.src / "compose.yml"));
    CHECK(shop.on_record("v2").state == ReleaseState::failed);
    CHECK_THAT(shop.files.content(shop.backups / "v2/container_logs.txt").value_or(""),
               ContainsSubstring("==> shop-app-1 <==\n") && !ContainsSubstring("hunter2-v1"));
  }
  args.cause = "";
  args.release = "interrupted";
  const auto result = shop.settle(args);
  CHECK_THAT(result.msg,
             ContainsSubstring("what it did was not put back then; the stack is as it was before."));
  CHECK(shop.engine.containers.empty());
  CHECK_FALSE(shop.files.exists(shop.src));
  CHECK(shop.on_record("v2").not_put_back.empty());
}

TEST_CASE("a first deploy that touched no container leaves none of its files", "[stack_undo]") {
  UndoMachine shop;
  shop.begun({UndoMachine::files_step()});
  shop.write("v1");
  auto args = shop.args("it failed");
  args.keep_failed_first = true;
  CHECK_THAT(shop.call(args).msg, ContainsSubstring("its containers and files are removed again"));
  CHECK_FALSE(shop.files.exists(shop.src));
}

TEST_CASE("a folder that holds something else stays", "[stack_undo]") {
  UndoMachine shop;
  shop.files.put(shop.src / "notes", "mine\n");
  shop.begun({UndoMachine::files_step()});
  shop.write("v1");
  shop.call(shop.args("it failed"));
  CHECK(shop.files.exists(shop.src / "notes"));
  CHECK_FALSE(shop.files.exists(shop.src / ".env"));
}

TEST_CASE("a release that was deployed already, and failed once more, goes back to itself", "[stack_undo]") {
  UndoMachine shop;
  shop.live();
  shop.record("v1", "started");
  REQUIRE(begin_step(shop.files, {shop.backups, "v1", "ci"}, {"stack_up", ReleasePhase::containers}));
  shop.broken = {"sha256:app2"};
  shop.write("v2");
  shop.up();
  const auto result = shop.settle(shop.args("it failed", "v1"));
  CHECK_THAT(result.msg, ContainsSubstring("Live is release v1."));
  CHECK(shop.image_of("app") == "sha256:app1");
  CHECK(shop.on_record("v1").state == ReleaseState::deployed);
  CHECK_FALSE(hold_of(shop.on_record("v1")));
}

TEST_CASE("a rollback that failed is undone, and called one", "[stack_undo]") {
  UndoMachine shop;
  shop.live();
  const auto result = shop.call(shop.args("there is none", "v9"));
  CHECK_FALSE(result.changed);
  CHECK(result.msg ==
        "Release v9 failed: there is none. The running stack was not touched. Live is release v1.");
  auto rollback = shop.args("there is none", "v9");
  rollback.kind = "rollback";
  CHECK_THAT(shop.call(rollback).msg, ContainsSubstring("The rollback v9 failed: there is none."));
}

TEST_CASE("without notes of its steps a release counts as one that touched containers", "[stack_undo]") {
  UndoMachine shop;
  shop.live();
  shop.containers_changed();
  REQUIRE(shop.files.remove(shop.backups / "v2/steps.json"));
  CHECK(shop.call(shop.args("it failed")).values["phase"] == "containers");
  CHECK(shop.image_of("app") == "sha256:app1");
}

TEST_CASE("the containers of commands go", "[stack_undo]") {
  UndoMachine shop;
  shop.live();
  shop.files_written();
  shop.engine.put(test::container_document(
      "shop-app-run-1", "app",
      {{"Config", {{"Labels", {{"slipway.command", "shop"}, {"com.docker.compose.oneoff", "True"}}}}}}));
  shop.call(shop.args("it failed"));
  CHECK(shop.engine.containers.count("shop-app-run-1") == 0);
}

TEST_CASE("what is undone is told", "[stack_undo][progress]") {
  UndoMachine shop;
  shop.live();
  shop.containers_changed();
  shop.progress.lines.clear();
  shop.call(shop.args("it failed"));
  CHECK(shop.progress.lines ==
        std::vector<std::string>{"undoing release v2", "bringing back what ran before", "replacing app"});
}

}  // namespace
