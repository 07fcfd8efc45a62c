#include "compose_image_rewrite/compose_image_rewrite.hpp"

#include <catch2/catch_test_macros.hpp>

#include "compose/tree.hpp"
#include "unit/support/fake_processes.hpp"
#include "unit/support/fake_users.hpp"
#include "unit/support/fixed_clock.hpp"
#include "unit/support/memory_files.hpp"
#include "unit/support/no_engines.hpp"
#include "util/foreign.hpp"

using namespace slipway;
using namespace slipway::compose_image_rewrite;

namespace {

std::string stack(const std::string& tag, const std::string& service = "app") {
  return "services:\n  " + service + ":\n    image: f:" + tag + "\n";
}

struct Machine {
  test::MemoryFiles files;
  test::FakeProcesses processes;
  test::FixedClock clock;
  test::FakeUsers users;
  test::NoEngines engines;
  test::NoWeb web;
  System system{files, processes, engines, web, clock, users, {}};
  Args args;

  Machine() {
    files.put("/srv/a.yml", stack("v1"), 0640);
    files.put("/srv/b.yml", stack("v1", "web"), 0604);
    args.files = {"a.yml", "b.yml"};
    args.project_src = "/srv";
    args.image = "f";
    args.tag = "v2";
    args.missing = "fail";
    args.interpolated = "replace";
  }
  Expected<Plan> run() {
    TRY_ASSIGN(Plan made, plan(args, system));
    TRY(apply(made, system));
    return made;
  }
  bool holds(const std::string& tag) const {
    return files.content("/srv/a.yml") == stack(tag) && files.content("/srv/b.yml") == stack(tag, "web");
  }
  std::vector<std::string> names() { return files.list("/srv").value(); }
};

}  // namespace

TEST_CASE("a plan writes nothing; applied, it changes all files; then nothing is left",
          "[compose_image_rewrite]") {
  Machine machine;
  const auto previewed = plan(machine.args, machine.system).value();
  CHECK(machine.files.changes.empty());
  CHECK(report(previewed).changed);
  CHECK(machine.holds("v1"));

  const auto result = report(machine.run().value());
  CHECK(result.changed);
  CHECK(result.values == report(previewed).values);
  CHECK(machine.holds("v2"));
  CHECK(machine.files.mode("/srv/a.yml") == 0640);
  CHECK(machine.files.mode("/srv/b.yml") == 0604);
  CHECK(machine.names() == std::vector<std::string>{"a.yml", "b.yml"});

  machine.files.changes.clear();
  CHECK_FALSE(report(machine.run().value()).changed);
  CHECK(machine.files.changes.empty());
}

TEST_CASE("whatever fails while writing, no file is written and nothing is left behind",
          "[compose_image_rewrite]") {
  struct Row {
    std::string operation, path_part;
    bool backup;
  };
  for (const auto& [operation, path_part, backup] :
       {Row{"create", "b.yml", true}, Row{"set_mode", "b.yml", true}, Row{"rename", "b.yml", false},
        Row{"rename", "a.yml", true}, Row{"create", "~", true}, Row{"sync_directory", "/srv", false}}) {
    CAPTURE(operation, path_part);
    Machine machine;
    machine.args.backup = backup;
    int faults = 0;
    machine.files.fault = [&, &operation = operation, &part = path_part](const std::string& what,
                                                                         const Path& path) {
      const bool hit = faults == 0 && what == operation && path.string().find(part) != std::string::npos;
      if (hit) ++faults;
      return hit ? ENOSPC : 0;
    };
    const auto failed = machine.run();
    REQUIRE(faults == 1);
    REQUIRE_FALSE(failed);
    CHECK(failed.error().os_error == ENOSPC);
    CHECK(machine.holds("v1"));
    CHECK(machine.names() == std::vector<std::string>{"a.yml", "b.yml"});
  }
}

TEST_CASE("backups stand beside the changed files, and hold what was there", "[compose_image_rewrite]") {
  Machine machine;
  machine.args.backup = true;
  const auto done = machine.run().value();
  REQUIRE(done.backup_files.size() == 2);
  CHECK(machine.files.content(done.backup_files.front()) == stack("v1"));
  CHECK(done.backup_files.front().string().find("/srv/a.yml.") == 0);
  CHECK(done.backup_files.front().string().find(".2025-10-31@02:35:04~") != std::string::npos);
  CHECK(report(done).values["backup_files"].size() == 2);
  CHECK(report(plan(machine.args, machine.system).value()).values["backup_files"].empty());
}

TEST_CASE("a file beyond every bound is not read", "[compose_image_rewrite]") {
  Machine machine;
  machine.files.put("/srv/b.yml", std::string(largest_compose_file + 1, '#'));
  const auto refused = plan(machine.args, machine.system);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message.find("/srv/b.yml: it is larger than 64 MiB") == 0);
}

TEST_CASE("the diff has both texts of each changed file", "[compose_image_rewrite]") {
  Machine machine;
  machine.files.put("/srv/b.yml", stack("v2", "web"));
  const auto diff = report(plan(machine.args, machine.system).value()).diff;
  REQUIRE(diff.size() == 1);
  CHECK(diff.front().before == stack("v1"));
  CHECK(diff.front().after == stack("v2"));
  CHECK(diff.front().before_header == "/srv/a.yml");
}

TEST_CASE("the message about a missing image is one short line, whatever the files hold",
          "[compose_image_rewrite]") {
  Machine machine;
  std::string many = "services:\n  odd: {image: \"\\nfw:1\"}\n";
  for (int i = 0; i < 10'000; ++i)
    many += "  s" + std::to_string(i) + ": {image: 'other:" + std::to_string(i) + "'}\n";
  machine.files.put("/srv/a.yml", many);
  machine.files.put("/srv/b.yml", "services:\n  odder: {image: \"\\nfw:1\"}\n");
  machine.args.services = {{"app", "worker"}};
  const std::string message = without_marks(plan(machine.args, machine.system).error().message);
  CHECK(message.find("there is: fw:1 (odd, odder), other:0 (s0)") != std::string::npos);
  CHECK(message.find(" and 9991 more. Correct") != std::string::npos);
  CHECK(message.find('\n') == std::string::npos);
}

namespace {

std::string refusal(Machine& machine) {
  const auto made = plan(machine.args, machine.system);
  return made ? "none" : without_marks(made.error().message);
}

std::string warnings(Machine& machine) {
  const auto made = plan(machine.args, machine.system).value();
  std::string all;
  for (const auto& one : made.warnings) all += one + "\n";
  return all;
}

bool has(const std::string& text, const std::string& part) {
  return without_marks(text).find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("an edit that a later file overrides was reported as done", "[compose_image_rewrite]") {
  Machine machine;
  machine.files.put("/srv/b.yml", "services:\n  app:\n    image: mirror.local:5000/f:v1\n");
  CHECK(refusal(machine) ==
        "no service in /srv/a.yml, /srv/b.yml uses the image 'f'; there is: mirror.local:5000/f:v1 (app); "
        "service "
        "'app' does not get the image 'f:v1' of /srv/a.yml, line 3, because /srv/b.yml, line 3, gives it "
        "'mirror.local:5000/f:v1'. Correct `image`, or set `missing: ok`");

  machine.args.missing = "ok";
  CHECK(plan(machine.args, machine.system).value().changes.empty());
  CHECK(has(warnings(machine), "'app' does not get the image 'f:v1' of /srv/a.yml, line 3"));
}

TEST_CASE("a service that is named must get the edit; one that is not is a warning",
          "[compose_image_rewrite]") {
  Machine machine;
  machine.files.put("/srv/a.yml", stack("v1") + "  web:\n    image: f:v1\n");
  machine.files.put("/srv/b.yml", "services: {app: {image: !reset null, build: .}}\n");
  CHECK(has(warnings(machine),
            "service 'app' does not get the image 'f:v1' of /srv/a.yml, line 3, because "
            "/srv/b.yml, line 1, takes it away; these stay as they are"));
  const auto changes = plan(machine.args, machine.system).value().changes;
  REQUIRE(changes.size() == 1);
  REQUIRE(changes.front().replacements.size() == 1);
  CHECK(changes.front().replacements.front().services == std::vector<std::string>{"web"});

  machine.args.services = {{"app", "web"}};
  CHECK(has(refusal(machine),
            "/srv/b.yml, line 1, takes it away; correct that file, or leave the service out"));
}

TEST_CASE("of one image in two files that is rewritten which holds", "[compose_image_rewrite]") {
  Machine machine;
  machine.files.put("/srv/b.yml", stack("v1"));
  CHECK(warnings(machine).empty());
  REQUIRE(machine.run());
  CHECK(machine.files.content("/srv/a.yml") == stack("v1"));
  CHECK(machine.files.content("/srv/b.yml") == stack("v2"));
  CHECK_FALSE(report(machine.run().value()).changed);
}

TEST_CASE("a file that is named twice holds where it stands last", "[compose_image_rewrite]") {
  Machine machine;
  machine.files.put("/srv/b.yml", "services: {app: {image: other:1}}\n");
  CHECK(has(refusal(machine), "/srv/b.yml, line 1, gives it 'other:1'"));
  machine.args.files = {"a.yml", "b.yml", "./a.yml"};
  CHECK(plan(machine.args, machine.system).value().changes.front().path == "/srv/a.yml");
}

TEST_CASE("an image of a file that is not listed was answered with no image at all",
          "[compose_image_rewrite]") {
  Machine machine;
  machine.args.files = {"a.yml"};
  machine.files.put("/srv/a.yml",
                    "include: [inc.yml]\nservices:\n  app: {extends: {file: common.yml, service: base}}\n");
  CHECK(has(
      refusal(machine),
      "there is: no image at all. Files that are not listed in `files` are not looked at: service 'app' "
      "extends one "
      "of 'common.yml' (/srv/a.yml, line 3); 'inc.yml' is included (/srv/a.yml, line 1); if one of them has "
      "the image, list it"));
  machine.files.put("/srv/common.yml", stack("v1", "base"));
  machine.args.files = {"a.yml", "common.yml"};
  const auto changes = plan(machine.args, machine.system).value().changes;
  REQUIRE(changes.size() == 1);
  CHECK(changes.front().replacements.front().services == std::vector<std::string>{"base", "app"});
}

TEST_CASE("a named service whose image stands in a file that is not listed is a warning",
          "[compose_image_rewrite]") {
  Machine machine;
  machine.files.put("/srv/a.yml", stack("v1") + "  job: {extends: {file: common.yml, service: base}}\n");
  CHECK(warnings(machine).empty());
  machine.args.services = {{"app", "job"}};
  CHECK(has(warnings(machine),
            "service 'job' extends one of 'common.yml' (/srv/a.yml, line 4): its image is not looked at"));
}

TEST_CASE("all images that no service uses are named at once", "[compose_image_rewrite]") {
  Machine machine;
  machine.args.image.reset();
  machine.args.tag.reset();
  machine.args.images = {{"f", "v2", std::nullopt, std::nullopt},
                         {"g", "v2", std::nullopt, std::nullopt},
                         {"h", "v2", std::nullopt, {{"web"}}}};
  CHECK(has(refusal(machine), "uses the images 'g', 'h' (for 'web'); there is: f:v1 (app, web)"));
  machine.args.images.resize(1);
  CHECK(plan(machine.args, machine.system).value().changes.size() == 2);
}

TEST_CASE("a variable is returned in place of an edit", "[compose_image_rewrite]") {
  Machine machine;
  machine.files.put("/srv/a.yml", stack("${TAG:-v1}"));
  machine.files.put("/srv/b.yml", "services: {}\n");
  machine.args.interpolated = "variable";
  for (int run = 0; run < 2; ++run) {
    const auto result = report(machine.run().value());
    CHECK_FALSE(result.changed);
    CHECK(result.values["variables"] == ansible::Json{{"TAG", "v2"}});
  }
  CHECK(machine.files.content("/srv/a.yml") == stack("${TAG:-v1}"));

  machine.args.interpolated = "replace";
  CHECK(has(warnings(machine),
            "/srv/a.yml, line 3: the image of service 'app' ended in the variable ':${TAG:-v1}'"));
  const auto result = report(machine.run().value());
  CHECK(result.changed);
  CHECK(result.values["variables"] == ansible::Json::object());
  CHECK(warnings(machine).empty());
}
