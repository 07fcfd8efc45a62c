#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "unit/support/unmarked.hpp"

#include "release/release.hpp"

namespace slipway {
namespace {

Release full_release() {
  Release release;
  release.name = "2025-10-31T02-35-04Z";
  release.sequence = 7;
  release.kind = ReleaseKind::rollback;
  release.state = ReleaseState::rolled_back;
  release.project = "shop";
  release.project_src = "/srv/shop";
  release.compose_files = {"base.yml", "/etc/over.yml"};
  release.owner = "ci \"quoted\" \xc3\xa4";
  release.user = "deploy";
  release.host = "web1";
  release.resumed = "2025-10-31T02:35:30Z";
  release.rerun = Rerun{"ci", "2025-10-31T03:00:00Z", ""};
  release.taken_over = {{"ci", "ops", "2025-10-31T02:35:30Z"}};
  release.timeline = {{"stack_pull", "changed", "2025-10-31T02:35:05Z", "2025-10-31T02:35:07Z"},
                      {"stack_up", "cut off", "2025-10-31T02:35:08Z", ""}};
  release.phase = ReleasePhase::containers;
  release.failure_sha256 = std::string(64, 'c');
  release.failure_cause = "\"app\" exited";
  release.started = "2025-10-31T02:35:04Z";
  release.finished = "2025-10-31T02:36:04Z";
  release.live_before = "v6";
  release.first = true;
  release.restores = Restores{"v6", FileSet::before, "v5"};
  release.metadata = {{"Zebra", "1"}, {"Apple", "two: 2"}};
  release.before = {{{"base.yml", false, "before/base.yml", std::string(64, 'a'), 0640, 1000, 100},
                     {"new\nline.yml", true, "", "", 0, 0, 0}},
                    {{"app", "shop/app:v1", "sha256:1", {"shop/app@sha256:2"}}},
                    {{"app", "0123abcd"}, {"worker", ""}},
                    {{".", 0750, 1000, 100}, {"/etc", 02755, 0, 0}}};
  release.deployed = StackState{
      {{"base.yml", false, "deployed/base.yml", std::string(64, 'b'), 04755, 0, 0, "shared/base.yml"}}, {}};
  return release;
}

TEST_CASE("a manifest reads back as it was written", "[release_manifest]") {
  const Release release = full_release();
  const auto read = parse_manifest(manifest_text(release));
  REQUIRE(read);
  REQUIRE(*read);
  CHECK(**read == release);
}

TEST_CASE("what is absent in a release stays absent in its manifest", "[release_manifest]") {
  Release release = full_release();
  release.finished.clear();
  release.live_before.reset();
  release.restores.reset();
  release.deployed.reset();
  CHECK(parse_manifest(manifest_text(release)).value().value() == release);
}

TEST_CASE("a record without folders and links is no other than the same stack with them",
          "[release_manifest]") {
  const StackState now = full_release().before;
  StackState old = now;
  old.folders.clear();
  CHECK(as_comparable(now, old) == old);
  CHECK(as_comparable(now, now) == now);
  StackState opened = now;
  opened.folders.front().mode = 0777;
  CHECK_FALSE(as_comparable(opened, now) == now);
}

TEST_CASE("the same files and folders in another order are the same stack", "[release_manifest]") {
  StackState recorded = full_release().before;
  recorded.files.push_back(recorded.files.front());
  recorded.files.back().path = "further";
  recorded.folders.push_back(recorded.folders.front());
  recorded.folders.back().path = "further";
  StackState now = recorded;
  std::reverse(now.files.begin(), now.files.end());
  std::reverse(now.folders.begin(), now.folders.end());
  CHECK_FALSE(now == recorded);
  CHECK(as_comparable(now, recorded) == recorded);
  now.files.pop_back();
  CHECK_FALSE(as_comparable(now, recorded) == recorded);
}

TEST_CASE("a manifest that is cut anywhere is refused", "[release_manifest]") {
  const std::string text = manifest_text(full_release());
  for (std::size_t length = 0; length + 2 < text.size(); length += 7)
    CHECK_FALSE(parse_manifest(text.substr(0, length)));
}

TEST_CASE("JSON that is no manifest of ours is told from a damaged one", "[release_manifest]") {
  for (const char* text : {"{}", "[]", "null", "7", R"({"name": "web app", "start_url": "/"})"}) {
    const auto read = parse_manifest(text);
    REQUIRE(read);
    CHECK_FALSE(*read);
  }
}

TEST_CASE("a manifest of another schema, with a missing key or a wrong type is refused",
          "[release_manifest]") {
  const std::string text = manifest_text(full_release());
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string changed = text;
    changed.replace(changed.find(from), from.size(), to);
    return parse_manifest(changed);
  };
  CHECK(with("\"slipway_release\": 2", "\"slipway_release\": 3").error().message ==
        "it has schema 3, and this version of Slipway knows those up to 2");
  CHECK_FALSE(with("\"slipway_release\": 2", "\"slipway_release\": 0"));
  CHECK_FALSE(with("\"sequence\": 7", "\"sequence\": \"7\""));
  CHECK_FALSE(with("\"sequence\": 7", "\"sequence\": -1"));
  CHECK_FALSE(with("\"sequence\": 7", "\"sequence\": 9223372036854775807"));
  CHECK_FALSE(with("\"owner\"", "\"other\""));
  CHECK_FALSE(with("\"0640\"", "\"abc\""));
  CHECK_FALSE(with("\"rolled_back\"", "\"gone\""));
}

TEST_CASE("a manifest's number is never read as another number", "[release_manifest]") {
  const std::string text = manifest_text(full_release());
  for (const std::string from : {"\"uid\": 1000", "\"gid\": 100", "\"sequence\": 7"})
    for (const char* number : {"1.5", "1e300", "-1", "18446744073709551616"}) {
      std::string changed = text;
      changed.replace(changed.find(from), from.size(), from.substr(0, from.find(' ') + 1) + number);
      INFO(from << " as " << number);
      CHECK_FALSE(parse_manifest(changed));
    }
}

TEST_CASE("a manifest's mode that would be written otherwise is refused", "[release_manifest]") {
  const std::string text = manifest_text(full_release());
  for (const char* mode : {"10640", "640", "-644", " 644", "0x1f", "0648"}) {
    std::string changed = text;
    changed.replace(changed.find("0640"), 4, mode);
    INFO(mode);
    CHECK_FALSE(parse_manifest(changed));
  }
}

TEST_CASE("a manifest of many brackets exhausted the stack", "[release_manifest]") {
  const std::string good = manifest_text(full_release());
  for (const std::string key : {"slipway_release", "timeline", "services", "failure", "taken_over"}) {
    const std::string nested = std::string(200'000, '[') + std::string(200'000, ']') + ", \"it was\"";
    std::string text = good;
    text.insert(text.find("\"" + key + "\": ") + key.size() + 4, nested + ": ");
    const auto read = parse_manifest(text);
    REQUIRE_FALSE(read);
    CHECK(read.error().message == "it is nested deeper than 64 levels");
  }
  CHECK_FALSE(parse_manifest(std::string(200'000, '[')));
}

TEST_CASE("a manifest without a list of files was read as one of no file, and restored nothing",
          "[release_manifest]") {
  const auto good = nlohmann::ordered_json::parse(manifest_text(full_release()));
  const auto with = [&](const char* place, const nlohmann::ordered_json& value) {
    auto changed = good;
    changed[nlohmann::ordered_json::json_pointer(place)] = value;
    const auto read = parse_manifest(changed.dump());
    return read ? "(read)" : read.error().message;
  };
  for (const nlohmann::ordered_json& nothing : {nlohmann::ordered_json(), nlohmann::ordered_json::object(),
                                                nlohmann::ordered_json("x"), nlohmann::ordered_json(7)}) {
    INFO(nothing);
    CHECK(with("/before/files", nothing) == "files is no JSON array");
    CHECK(with("/deployed/images", nothing) == "images is no JSON array");
    CHECK(with("/before/services", nothing) == "services is no JSON array");
    CHECK(with("/taken_over", nothing) == "taken_over is no JSON array");
    CHECK(with("/timeline", nothing) == "timeline is no JSON array");
    CHECK(with("/compose_files", nothing) != "(read)");
    CHECK(with("/before", nothing) != "(read)");
  }
  for (const nlohmann::ordered_json& nothing : {nlohmann::ordered_json(), nlohmann::ordered_json::array(),
                                                nlohmann::ordered_json("x"), nlohmann::ordered_json(7)}) {
    INFO(nothing);
    CHECK(with("/metadata", nothing) == "metadata is no JSON object");
    CHECK(with("/steps", nothing) == "steps is no JSON object");
  }
}

TEST_CASE("a manifest with an owner or a path that cannot be one was taken", "[release_manifest]") {
  const std::string good = manifest_text(full_release());
  const auto with = [&](const std::string& old_text, const std::string& new_text) {
    std::string text = good;
    text.replace(text.find(old_text), old_text.size(), new_text);
    return parse_manifest(text);
  };
  CHECK_FALSE(with("\"gid\": 100", "\"gid\": 4294967295"));
  CHECK_FALSE(with("\"before/base.yml\"", "\"before/base\\u0000.yml\""));
  CHECK(slipway::test::message_of(with("\"project\": \"shop\"", "\"project\": 5")) ==
        "type must be string, but is number");
}

TEST_CASE("a manifest of schema 1 is still read, and written again as schema 2", "[release_manifest]") {
  const auto old = parse_manifest(R"({"slipway_release": 1, "name": "v1", "sequence": 1, "kind": "deploy",
      "state": "started", "project": "shop", "project_src": "/srv/shop", "compose_files": ["base.yml"],
      "owner": "ci", "started": "2025-10-31T02:35:04Z", "finished": null, "live_before": null, "first": true,
      "restores": null, "metadata": {"Git Commit": "abc"}, "before": {"files": [{"path": ".env", "absent": true}],
      "images": [{"service": "app", "reference": "a", "id": "b", "digests": []}]}, "deployed": null})");
  REQUIRE(old);
  REQUIRE(*old);
  const Release& release = **old;
  CHECK(release.user.empty());
  CHECK(release.timeline.empty());
  CHECK_FALSE(release.phase);
  CHECK_FALSE(release.rerun);
  CHECK(release.before.images.size() == 1);
  CHECK(parse_manifest(manifest_text(release)).value() == release);
  CHECK(manifest_text(release).find("\"commit\": \"abc\"") != std::string::npos);
}

TEST_CASE("the steps that a playbook of before gave are read as a timeline without times",
          "[release_manifest]") {
  std::string text = manifest_text(full_release());
  const auto begin = text.find("  \"timeline\"");
  text.replace(begin, text.find("  \"failure\"") - begin, R"(  "steps": {"pull": "done", "up": "not reached"},
)");
  const auto old = parse_manifest(text);
  REQUIRE(old);
  CHECK((*old)->timeline ==
        std::vector<TimelineEntry>{{"pull", "done", "", ""}, {"up", "not reached", "", ""}});
  CHECK_FALSE((*old)->phase);
  CHECK(parse_manifest(manifest_text(**old)).value() == **old);
}

}  // namespace
}  // namespace slipway
