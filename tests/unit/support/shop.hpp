// A stack of which v1 runs, and stack_backup called on it.
#pragma once

#include <catch2/catch_test_macros.hpp>
#include <string>

#include "release/claim.hpp"
#include "release/store.hpp"
#include "stack_backup/stack_backup.hpp"
#include "unit/support/stack_machine.hpp"

namespace slipway::test {

struct Shop : StackMachine {
  const Path backups = "/srv/backups";
  const Path src = "/srv/shop";

  Shop() {
    files.put(src / "base.yml", "services: {app: {image: shop/app:v1}}\n");
    files.put(src / "production.yml", "services: {}\n");
    files.put(src / ".env", "SECRET=hunter2\n", 0600);
    engine.put(container_document("shop-app-1", "app"));
    engine.images["sha256:0123"] = {{"Id", "sha256:0123"}, {"RepoDigests", {"shop/app@sha256:4567"}}};
  }

  stack_backup::Args args(const std::string& name, const std::string& state,
                          const std::string& owner = "ci@controller") const {
    stack_backup::Args args;
    args.project_src = src;
    args.files = {"base.yml", "production.yml"};
    args.project_name = "shop";
    args.backups_path = backups;
    args.name = name;
    args.state = state;
    args.include = {".env"};
    args.owner = owner;
    return args;
  }

  Expected<ansible::Result> call(const stack_backup::Args& with, bool check = false) {
    return run(stack_backup::module(), with, check);
  }

  /// These states one after the other, which must all go through.
  void record(const std::string& name, const std::vector<std::string>& states,
              const std::string& owner = "ci@controller") {
    for (const auto& state : states) REQUIRE(call(args(name, state, owner)));
  }

  /// A step of the release, from its beginning to the end that it has, if it has one.
  void note(const std::string& name, const ReleaseStep& step, const std::string& owner = "ci@controller") {
    const ReleaseClaim claim{backups, name, owner};
    ReleaseStep begun = step;
    begun.outcome = StepOutcome::running;
    begun.started = "2025-10-31T02:35:04Z";
    REQUIRE(begin_step(files, claim, begun));
    if (step.outcome == StepOutcome::running) return;
    ReleaseStep ended = step;
    ended.ended = "2025-10-31T02:35:09Z";
    REQUIRE(end_step(files, claim, ended));
  }

  Release on_record(const std::string& name) {
    const auto folder = read_releases(files, backups);
    REQUIRE(folder);
    for (const auto& release : folder->releases)
      if (release.name == name) return release;
    FAIL("there is no record " << name);
    return {};
  }

  /// In check mode, for real, and once more; the last one changes nothing.
  ansible::Result settle(const stack_backup::Args& with) {
    const auto previewed = call(with, true);
    REQUIRE(previewed);
    CHECK(files.changes.empty());
    const auto first = call(with);
    REQUIRE(first);
    CHECK(first->changed == previewed->changed);
    const auto second = call(with);
    REQUIRE(second);
    CHECK_FALSE(second->changed);
    CHECK(files.changes.empty());
    return *first;
  }

  std::string refusal(const stack_backup::Args& with) {
    const auto result = call(with);
    CHECK(files.changes.empty());
    return result ? "(allowed)" : result.error().message;
  }
};

}  // namespace slipway::test
