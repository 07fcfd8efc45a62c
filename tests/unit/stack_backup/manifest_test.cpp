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

TEST_CASE("a record says as whom, where and from which commit it was deployed, and how each step went",
          "[stack_backup]") {
  Shop shop;
  shop.record("v1", {"started"});
  auto ended = shop.args("v1", "deployed");
  ended.metadata = {{"Git Commit", "abc1234"}};
  ended.steps = {{"pull", "done"}, {"up", "done"}};
  CHECK(shop.settle(ended).changed);
  const Release release = shop.on_record("v1");
  CHECK(release.user == "deploy");
  CHECK(release.host == "web1");
  CHECK(release.steps == Metadata{{"pull", "done"}, {"up", "done"}});
  const auto manifest = json::parse(*shop.files.content(shop.backups / "v1/manifest.json"));
  CHECK(manifest["commit"] == "abc1234");
  CHECK(manifest["steps"]["pull"] == "done");
  CHECK(manifest["slipway_release"] == 2);
}

TEST_CASE("a failure is kept beside the manifest, which has its checksum", "[stack_backup]") {
  Shop shop;
  shop.record("v1", {"started"});
  auto ended = shop.args("v1", "failed");
  ended.failure = {{"cause", "app is unhealthy"}, {"containers", {{{"name", "app"}, {"exit_code", 1}}}}};
  CHECK(shop.call(ended, true)->changed);
  CHECK(shop.files.changes.empty());
  CHECK(shop.settle(ended).changed);
  const Path file = shop.backups / "v1/failure.json";
  const std::string text = *shop.files.content(file);
  CHECK_THAT(text, StartsWith("{\n  \"cause\": \"app is unhealthy\",\n"));
  CHECK(json::parse(text)["containers"][0]["exit_code"] == 1);
  CHECK(shop.files.mode(file) == 0600);
  CHECK(shop.on_record("v1").failure_sha256 == sha256_hex(text));
  const auto manifest = json::parse(*shop.files.content(shop.backups / "v1/manifest.json"));
  CHECK(manifest["failure"] == json{{"file", "failure.json"}, {"sha256", sha256_hex(text)}});

  CHECK_FALSE(shop.call(shop.args("v1", "failed"))->changed);  // none is given: that one stays
  CHECK(shop.files.exists(file));
}

TEST_CASE("a release that is opened again has no failure any more", "[stack_backup]") {
  Shop shop;
  shop.record("v1", {"started"});
  auto ended = shop.args("v1", "failed");
  ended.failure = {{"cause", "app is unhealthy"}};
  REQUIRE(shop.call(ended));
  shop.record("v1", {"started"});
  CHECK(shop.on_record("v1").failure_sha256.empty());
  shop.record("v1", {"deployed"});
  CHECK_FALSE(shop.files.exists(shop.backups / "v1/failure.json"));
}

TEST_CASE("a failure is refused for a release that did not fail", "[stack_backup]") {
  Shop shop;
  for (const char* state : {"started", "deployed", "rolled_back"}) {
    auto bad = shop.args("v1", state);
    bad.failure = {{"cause", "none"}};
    const auto refused = shop.call(bad);
    REQUIRE_FALSE(refused);
    CHECK_THAT(refused.error().message, StartsWith("failure: only a release that failed has one"));
  }
  CHECK(shop.files.changes.empty());
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
