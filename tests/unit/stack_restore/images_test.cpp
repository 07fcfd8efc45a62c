// The images of a release that is brought back.
#include <catch2/matchers/catch_matchers_string.hpp>

#include "stack_restore/stack_restore.hpp"
#include "unit/stack_undo/machine.hpp"
#include "unit/support/answered.hpp"

using namespace slipway;
using Catch::Matchers::ContainsSubstring;

namespace {

const std::string of_v1 = "r.example/app:v1";

/// v1 is on record as deployed; files of another release stand there now.
struct Machine : test::UndoMachine {
  Machine() {
    live();
    write("v2");
  }

  ansible::Json options(const std::string& images) const {
    return {{"project_src", src.string()},
            {"files", {"compose.yml"}},
            {"project_name", "shop"},
            {"backups_path", backups.string()},
            {"name", "v1"},
            {"images", images},
            {"registries", {{{"url", "r.example"}, {"username", "deploy"}, {"password", "hunter77"}}}}};
  }

  ansible::Json restore(const std::string& images, bool check = false, ansible::Json more = {}) {
    engine.requests.clear();
    files.changes.clear();
    auto with = options(images);
    if (!more.is_null()) with.update(more);
    with["_ansible_check_mode"] = check;
    return test::answered(stack_restore::module(), system, with);
  }

  std::string id_of(const std::string& reference) const {
    const auto found = engine.images.find(reference);
    return found == engine.images.end() ? "-" : found->second["Id"].get<std::string>();
  }

  /// Another image has the tag.
  void tag_moves() { engine.images[of_v1] = engine.images["r.example/app:v2"]; }

  /// The engine has lost it.
  nlohmann::json loses() {
    const auto image = engine.images[of_v1];
    engine.images.erase(of_v1);
    engine.images.erase("r.example/app@" + digest('1'));
    return image;
  }

  long changes_asked() const {
    return std::count_if(engine.requests.begin(), engine.requests.end(),
                         [](const std::string& request) { return request.starts_with("POST"); });
  }
};

TEST_CASE("images are left alone unless they are asked for", "[stack_restore]") {
  Machine shop;
  shop.tag_moves();
  const auto result = shop.restore("leave");
  CHECK(shop.engine.requests.empty());
  CHECK_FALSE(result["images"][0].contains("action"));
}

TEST_CASE("a tag that has moved names the recorded image again", "[stack_restore]") {
  Machine shop;
  shop.tag_moves();
  const auto previewed = shop.restore("restore", true);
  CHECK(previewed["changed"] == true);
  CHECK(previewed["images"][0]["action"] == "tag");
  CHECK(shop.changes_asked() == 0);
  CHECK(shop.files.changes.empty());
  CHECK(shop.restore("restore")["images"] == previewed["images"]);
  CHECK(shop.id_of(of_v1) == "sha256:app1");
  const auto again = shop.restore("restore");
  CHECK(again["changed"] == false);
  CHECK(again["images"][0]["action"] == "keep");
  CHECK(shop.changes_asked() == 0);
}

TEST_CASE("an image that the engine has lost is pulled by its digest, and tagged", "[stack_restore]") {
  Machine shop;
  const auto image = shop.loses();
  shop.engine.pulls["r.example/app " + test::UndoMachine::digest('1')] = {{.image = image}};
  CHECK(shop.restore("restore", true)["images"][0]["action"] == "pull");
  CHECK(shop.changes_asked() == 0);
  const auto result = shop.restore("restore");
  CHECK(result["changed"] == true);
  CHECK(shop.id_of(of_v1) == "sha256:app1");
  CHECK(shop.engine.posted.at(0).count("X-Registry-Auth") == 1);
  CHECK(result.dump().find("hunter77") == std::string::npos);
  for (const auto& request : shop.engine.requests) CHECK(request.find("tag=v1&") == std::string::npos);
  CHECK(shop.restore("restore")["changed"] == false);
}

TEST_CASE("nothing is written when an image cannot be had", "[stack_restore]") {
  Machine shop;
  shop.loses();
  const auto result = shop.restore("restore");
  CHECK(result["failed"] == true);
  CHECK_THAT(
      result["msg"].get<std::string>(),
      ContainsSubstring("the image r.example/app:v1 (service app) of release 'v1' is no longer on this "
                        "machine, and its registry does not give it: the registry r.example has no such "
                        "image ('manifest unknown')"));
  CHECK(shop.files.changes.empty());
}

TEST_CASE("an image that no registry ever had is told at once, in check mode too", "[stack_restore]") {
  Machine shop;
  std::string manifest = *shop.files.content(shop.backups / "v1/manifest.json");
  const std::string known = "\"r.example/app@" + test::UndoMachine::digest('1') + "\"";
  for (auto at = manifest.find(known); at != std::string::npos; at = manifest.find(known))
    manifest.erase(at, known.size());
  shop.files.put(shop.backups / "v1/manifest.json", manifest, 0600);
  shop.loses();
  for (const char* images : {"check", "restore"}) {
    const auto result = shop.restore(images, true);
    CHECK(result["failed"] == true);
    CHECK_THAT(result["msg"].get<std::string>(), ContainsSubstring("the record has no digest"));
  }
}

TEST_CASE("check asks the engine, and changes no image", "[stack_restore]") {
  Machine shop;
  shop.tag_moves();
  const auto result = shop.restore("check");
  CHECK(result["images"][0]["action"] == "tag");
  CHECK(shop.changes_asked() == 0);
  CHECK(shop.id_of(of_v1) == "sha256:app2");
  CHECK(shop.files.content(shop.src / "compose.yml") == test::UndoMachine::stack_of("v1"));
}

TEST_CASE("stack_restore is a step of the release that it is given", "[stack_restore]") {
  Machine shop;
  const ansible::Json claim{{"release", {{"backups_path", "/srv/backups"}, {"name", "v2"}, {"owner", "ci"}}}};
  CHECK_THAT(shop.restore("restore", false, claim)["msg"].get<std::string>(),
             ContainsSubstring("there is no release 'v2'"));
  CHECK(shop.files.content(shop.src / "compose.yml") == test::UndoMachine::stack_of("v2"));
  shop.record("v2", "started");
  CHECK(shop.restore("restore", true, claim)["failed"] == false);
  CHECK(read_steps(shop.files, shop.backups / "v2")->empty());
  CHECK(shop.restore("restore", false, claim)["failed"] == false);
  const auto steps = read_steps(shop.files, shop.backups / "v2");
  REQUIRE(steps->size() == 1);
  CHECK(steps->front().step == "stack_restore");
  CHECK(steps->front().phase == ReleasePhase::files);
  CHECK(steps->front().outcome == StepOutcome::changed);
}

}  // namespace
