// What stack_backup puts into a record beside the files.
#include <catch2/matchers/catch_matchers_string.hpp>

#include "unit/support/shop.hpp"
#include "util/sha256.hpp"

using namespace slipway;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;
using nlohmann::json;
using test::Shop;

namespace {

json hash(const char* text) {
  return {{"Config", {{"Labels", {{"com.docker.compose.config-hash", text}}}}}};
}

TEST_CASE("a record has every image that is in use, and every service's configuration hash",
          "[stack_backup]") {
  Shop shop;
  shop.engine.put(test::container_document("shop-app-1", "app", hash("aaaa")));
  json redis = test::container_document("shop-redis-1", "redis", hash("bbbb"));
  redis["Image"] = "sha256:89ab";
  shop.engine.put(redis);
  shop.engine.images["sha256:89ab"] = {{"Id", "sha256:89ab"}, {"RepoDigests", {"redis@sha256:cdef"}}};
  shop.record("v1", {"started", "deployed"});
  const StackState deployed = *shop.on_record("v1").deployed;
  CHECK(deployed.services == std::vector<ReleaseService>{{"app", "aaaa"}, {"redis", "bbbb"}});
  REQUIRE(deployed.images.size() == 2);
  CHECK(deployed.images[1].digests == std::vector<std::string>{"redis@sha256:cdef"});
  CHECK(shop.on_record("v1").before.services.size() == 2);
}

TEST_CASE("a record says as whom, where and from which commit it was deployed, and what each step did",
          "[stack_backup]") {
  Shop shop;
  shop.record("v1", {"started"});
  shop.note("v1", {"stack_pull", ReleasePhase::opened, StepOutcome::changed});
  shop.note("v1", {"stack_up", ReleasePhase::containers, StepOutcome::changed});
  auto ended = shop.args("v1", "deployed");
  ended.metadata = {{"Git Commit", "abc1234"}};
  CHECK(shop.settle(ended).changed);
  const Release release = shop.on_record("v1");
  CHECK(release.user == "deploy");
  CHECK(release.host == "web1");
  CHECK(release.timeline.at(1) ==
        TimelineEntry{"stack_up", "changed", "2025-10-31T02:35:04Z", "2025-10-31T02:35:09Z"});
  CHECK(release.phase == ReleasePhase::containers);
  const auto manifest = json::parse(*shop.files.content(shop.backups / "v1/manifest.json"));
  CHECK(manifest["commit"] == "abc1234");
  CHECK(manifest["timeline"][0]["step"] == "stack_pull");
  CHECK(manifest["phase"] == "containers");
  CHECK(manifest["slipway_release"] == 2);
}

TEST_CASE("a release whose steps cannot be read ends without them, and says so", "[stack_backup]") {
  Shop shop;
  shop.record("v1", {"started"});
  shop.files.put(shop.backups / "v1/steps.json", "{", 0600);
  const auto ended = shop.call(shop.args("v1", "deployed"));
  REQUIRE(ended);
  CHECK_THAT(ended->warnings.at(0),
             ContainsSubstring("what the steps of release 'v1' did is not in its record"));
  CHECK(shop.on_record("v1").state == ReleaseState::deployed);
}

TEST_CASE("a release begins without steps, and one that is resumed keeps its own", "[stack_backup]") {
  Shop shop;
  shop.record("v1", {"started"});
  const auto steps = [&] { return read_steps(shop.files, shop.backups / "v1")->size(); };
  CHECK(steps() == 0);
  shop.note("v1", {"stack_files", ReleasePhase::files, StepOutcome::running});
  shop.record("v1", {"started"});
  CHECK(steps() == 1);
  shop.record("v1", {"failed"});
  CHECK(shop.on_record("v1").timeline.at(0).outcome == "cut off");
  CHECK(shop.on_record("v1").failure_cause ==
        "stack_files was cut off: it began at 2025-10-31T02:35:04Z, and never told how it ended");
  shop.record("v1", {"started"});
  CHECK(steps() == 0);
  CHECK(shop.on_record("v1").timeline.empty());
  shop.note("v1", {"stack_up", ReleasePhase::containers, StepOutcome::changed});
  shop.record("v1", {"deployed", "started"});
  CHECK(steps() == 0);  // of the deploy that goes on; what the first one did is in the manifest
  CHECK(shop.on_record("v1").timeline.size() == 1);
}

/// A health wait that failed, as it notes it.
ReleaseStep unhealthy() {
  return {"health_wait",
          ReleasePhase::containers,
          StepOutcome::failed,
          "",
          "",
          "app is unhealthy",
          {{"services",
            {{{"name", "app"}, {"exit_code", 1}, {"reason", "it exited"}},
             {{"name", "redis"}, {"exit_code", 0}}}},
           {"http", {{{"url", "http://x/"}, {"ok", false}}, {{"url", "http://y/"}, {"ok", true}}}}}};
}

TEST_CASE("a failure is told by the steps beside the manifest, which has its checksum", "[stack_backup]") {
  Shop shop;
  shop.record("v1", {"started"});
  shop.note("v1", {"stack_pull", ReleasePhase::opened, StepOutcome::changed});
  shop.note("v1", unhealthy());
  const auto ended = shop.args("v1", "failed");
  CHECK(shop.settle(ended).changed);
  const Path file = shop.backups / "v1/failure.json";
  const std::string text = *shop.files.content(file);
  const json failure = json::parse(text);
  CHECK_THAT(text, StartsWith("{\n  \"release\": \"v1\",\n  \"cause\": \"app is unhealthy\",\n"));
  CHECK(failure["step"] == "health_wait");
  CHECK(failure["containers"] == json::array({{{"name", "app"}, {"exit_code", 1}, {"reason", "it exited"}}}));
  CHECK(failure["pages"] == json::array({{{"url", "http://x/"}, {"ok", false}}}));
  CHECK(failure["timeline"][1] == json{{"step", "health_wait"},
                                       {"outcome", "failed"},
                                       {"start", "2025-10-31T02:35:04Z"},
                                       {"end", "2025-10-31T02:35:09Z"},
                                       {"seconds", 5}});
  CHECK(shop.files.mode(file) == 0600);
  const auto manifest = json::parse(*shop.files.content(shop.backups / "v1/manifest.json"));
  CHECK(manifest["failure"] ==
        json{{"file", "failure.json"}, {"sha256", sha256_hex(text)}, {"cause", "app is unhealthy"}});
}

TEST_CASE("a release that is opened again has no failure any more", "[stack_backup]") {
  Shop shop;
  shop.record("v1", {"started"});
  shop.note("v1", unhealthy());
  shop.record("v1", {"failed", "started"});
  CHECK(shop.on_record("v1").failure_sha256.empty());
  CHECK(shop.on_record("v1").failure_cause.empty());
  shop.record("v1", {"deployed"});
  CHECK_FALSE(shop.files.exists(shop.backups / "v1/failure.json"));
}

TEST_CASE("of a release that failed without a step there is no failure to tell", "[stack_backup]") {
  Shop shop;
  shop.record("v1", {"started", "failed"});
  CHECK_FALSE(shop.files.exists(shop.backups / "v1/failure.json"));
}

TEST_CASE("what failed first is kept when the record is ended as failed once more", "[stack_backup]") {
  Shop shop;
  shop.record("v1", {"started"});
  shop.note("v1", unhealthy());
  shop.record("v1", {"failed"});
  const auto failure = shop.files.content(shop.backups / "v1/failure.json");
  auto again = shop.args("v1", "failed");
  again.metadata = {{"Health Status", "app is unhealthy"}};
  CHECK(shop.settle(again).changed);
  CHECK(shop.files.content(shop.backups / "v1/failure.json") == failure);
}

TEST_CASE("a release that ends with other compose files has those on record", "[stack_backup]") {
  Shop shop;
  shop.record("v1", {"started"});
  auto ended = shop.args("v1", "deployed");
  ended.files = {"base.yml", "worker.yml"};
  CHECK(shop.settle(ended).changed);
  CHECK(shop.on_record("v1").compose_files == std::vector<std::string>{"base.yml", "worker.yml"});
}

TEST_CASE("who became root by sudo is still who deployed", "[stack_backup]") {
  Shop shop;
  shop.system.environment["SUDO_USER"] = "anna";
  shop.record("v1", {"started"});
  CHECK(shop.on_record("v1").user == "anna");
}

TEST_CASE("a file that is named in two ways is on record once", "[stack_backup]") {
  Shop shop;
  auto twice = shop.args("v1", "started");
  twice.include = {".env/", "./.env", "base.yml", "/srv/shop//production.yml", "/etc/missing"};
  shop.settle(twice);
  std::vector<std::string> paths;
  for (const auto& file : shop.on_record("v1").before.files) paths.push_back(file.path);
  CHECK(paths == std::vector<std::string>{"base.yml", "production.yml", ".env", "/etc/missing"});
}

TEST_CASE("a path that is no file is refused before anything is written", "[stack_backup]") {
  Shop shop;
  shop.files.put("/srv/shop/folder/x", "");
  shop.files.put("/srv/shop/fifo", "");
  shop.files.nodes.at("/srv/shop/fifo").status.kind = FileKind::other;
  for (const auto& [path, words] : std::initializer_list<std::pair<const char*, const char*>>{
           {".", "its folder or one above it"},
           {"..", "its folder or one above it"},
           {"/srv", "its folder or one above it"},
           {"folder", "'/srv/shop/folder'"},
           {"fifo", "is no regular file, so no release can have it"}}) {
    auto bad = shop.args("v1", "started");
    bad.include = {path};
    CHECK_THAT(shop.refusal(bad), ContainsSubstring(words));
    CHECK_FALSE(shop.files.exists(shop.backups));
  }
}

}  // namespace
