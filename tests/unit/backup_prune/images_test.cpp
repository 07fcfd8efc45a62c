// images=remove: what the removed releases leave on the engine goes as well.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "backup_prune/backup_prune.hpp"
#include "unit/support/release_samples.hpp"
#include "unit/support/stack_machine.hpp"

using namespace slipway;
using Catch::Matchers::ContainsSubstring;
using nlohmann::json;
using test::ReleaseStory;

namespace {

const Path backups = "/srv/backups";

/// Releases v1 to v4, each of which deployed an image of its own and found that of the one before; all are on
/// the engine, and a container runs from that of v4.
struct Server : test::StackMachine {
  ReleaseStory story = ReleaseStory().deploy("v1").deploy("v2").deploy("v3").deploy("v4");

  Server() {
    for (std::size_t i = 0; i < story.releases.size(); ++i) {
      Release& release = story.releases[i];
      const ReleaseImage own{"app", "shop/app:" + release.name, "sha256:" + release.name, {}};
      release.deployed->images = {own};
      if (i > 0) release.before.images = story.releases[i - 1].deployed->images;
      engine.images[own.id] = {{"Id", own.id}};
    }
    story.write_to(files, backups);
    engine.put(test::container_document("shop-app-1", "app", {{"Image", "sha256:v4"}}));
  }

  static backup_prune::Args args() {
    backup_prune::Args args;
    args.path = backups;
    args.keep_last = 2;
    args.images = "remove";
    return args;
  }

  Expected<ansible::Result> call(bool check = false) { return run(backup_prune::module(), args(), check); }

  ansible::Result prune(bool check = false) {
    const auto result = call(check);
    if (!result) FAIL(result.error().message);
    return *result;
  }

  long removals() const {
    return std::count_if(engine.requests.begin(), engine.requests.end(),
                         [](const std::string& request) { return request.starts_with("DELETE "); });
  }

  static std::vector<std::string> ids(const ansible::Result& result) {
    std::vector<std::string> ids;
    for (const auto& image : result.values["images"]) ids.push_back(image["id"]);
    return ids;
  }
};

using Names = std::vector<std::string>;

TEST_CASE("the images of removed releases go, those of kept ones stay, and check mode removes none",
          "[backup_prune]") {
  Server server;
  const auto previewed = server.prune(true);
  CHECK(server.files.changes.empty());
  CHECK(server.removals() == 0);
  const auto done = server.prune();
  CHECK(done.values == previewed.values);
  CHECK(done.values["removed"] == Names{"v1", "v2"});
  CHECK(Server::ids(done) == Names{"sha256:v1"});  // v3 found that of v2 there, and a rollback may need it
  CHECK(done.values["images"][0]["references"] == Names{"shop/app:v1"});
  CHECK(done.warnings.empty());
  CHECK(server.engine.images.count("sha256:v1") == 0);
  CHECK(server.engine.images.size() == 3);
  CHECK(std::find(server.engine.requests.begin(), server.engine.requests.end(),
                  "DELETE /images/sha256%3Av1?force=false") != server.engine.requests.end());
  const auto again = server.prune();
  CHECK_FALSE(again.changed);
  CHECK(again.values["images"].empty());
  CHECK(server.files.changes.empty());
}

TEST_CASE("without images=remove the engine is not asked", "[backup_prune]") {
  Server server;
  auto args = Server::args();
  args.images = "keep";
  const auto result = server.run(backup_prune::module(), args);
  REQUIRE(result);
  CHECK(result->values["images"].empty());
  CHECK(server.engine.requests.empty());
}

TEST_CASE("an image that a container was made from stays, and so does one that is gone already",
          "[backup_prune]") {
  Server server;
  server.engine.put(test::container_document("other", "other", {{"Image", "sha256:v1"}}));
  CHECK(server.prune().values["images"].empty());
  Server without;
  without.engine.images.erase("sha256:v1");
  const auto result = without.prune();
  CHECK(result.values["images"].empty());
  CHECK(result.warnings.empty());
}

TEST_CASE("an image that the engine keeps is a warning, and the records are removed all the same",
          "[backup_prune]") {
  Server server;
  server.engine.refusals["DELETE /images/"] = {409,
                                               R"({"message":"conflict: it is in several repositories"})"};
  const auto result = server.prune();
  CHECK(result.changed);
  CHECK(result.values["images"].empty());
  REQUIRE(result.warnings.size() == 1);
  CHECK_THAT(result.warnings[0],
             ContainsSubstring("the image shop/app:v1 of a removed release stays: cannot remove image"));
  CHECK_THAT(result.warnings[0], ContainsSubstring("it is in several repositories"));
  CHECK_FALSE(server.files.exists(backups / "v1"));
}

TEST_CASE("pruning holds whatever request to the engine fails", "[faults]") {
  Server undisturbed;
  undisturbed.prune();
  REQUIRE(undisturbed.engine.requests.size() >= 5);
  for (std::size_t chosen = 0; chosen < undisturbed.engine.requests.size(); ++chosen) {
    INFO("request " << chosen);
    Server server;
    server.engine.fails_at = chosen;
    const auto result = server.prune();
    CHECK(result.values["removed"] == Names{"v1", "v2"});
    CHECK_FALSE(server.files.exists(backups / "v1"));
    if (Server::ids(result).empty()) CHECK_FALSE(result.warnings.empty());
    CHECK(server.engine.images.count("sha256:v2") == 1);
  }
}

TEST_CASE("while a record cannot be read no image goes, and a warning says so", "[backup_prune]") {
  Server server;
  server.files.put(backups / "v0/manifest.json", R"({"sequence": 1, "state": "failed", "project": "shop", )");
  const auto result = server.prune();
  CHECK(result.values["images"].empty());
  CHECK_THAT(result.warnings.at(0),
             ContainsSubstring("since the record 'v0' cannot be read and may need them"));
  CHECK(server.engine.images.size() == 4);
}

TEST_CASE("the images are decided under the lock", "[backup_prune]") {
  Server server;
  auto plan = backup_prune::plan(Server::args(), server.system);
  REQUIRE(plan);
  server.engine.put(test::container_document("other", "other", {{"Image", "sha256:v1"}}));
  REQUIRE(backup_prune::apply(*plan, server.system));
  CHECK(server.engine.images.count("sha256:v1") == 1);
  CHECK(plan->images.empty());
}

}  // namespace
