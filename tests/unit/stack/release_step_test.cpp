// A module as a step of a release.
#include "stack/release_step.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <sstream>

#include "ansible/answer.hpp"
#include "unit/ansible/machine.hpp"
#include "unit/support/release_samples.hpp"
#include "util/foreign.hpp"

using namespace slipway;
using ansible::Json;
using Catch::Matchers::ContainsSubstring;

namespace {

const Path backups = "/backups";

struct Args {
  Path dest;
  std::optional<std::string> password;
  std::optional<ReleaseClaim> release;
};

struct Plan {
  Path dest;
  bool changed = false;
};

/// Makes an empty file, and says the password when that fails.
ansible::Module<Args, StepPlan<Plan>> step() {
  using ansible::option;
  ansible::Module<Args, Plan> module{
      {"create",
       "makes an empty file",
       {option("dest", &Args::dest, "the file").required(),
        option("password", &Args::password, "a secret").secret()}},
      [](const Args& args, System& system) -> Expected<Plan> {
        TRY_ASSIGN(const auto status, system.files.status(args.dest));
        return Plan{args.dest, !status};
      },
      [](Plan& plan, System& system) -> Expected<void> {
        if (!plan.changed) return {};
        if (auto made = system.files.create(plan.dest, "", 0600); !made)
          return fail("no file for " + foreign("hunter2hunter2") + ": " + made.error().message);
        return {};
      },
      [](const Plan& plan) {
        ansible::Result result;
        result.changed = plan.changed;
        return result;
      }};
  return as_release_step(std::move(module), ReleasePhase::files);
}

struct Server : test::Machine {
  Server() {
    files.put_folder(backups, 0700);
    test::ReleaseStory().deploy("v1").deploy("v2", ReleaseState::started).write_to(files, backups);
  }

  Json call(const std::string& owner, const Json& more = Json::object()) {
    Json arguments{{"dest", "/new"}, {"password", "hunter2hunter2"}};
    arguments["release"] = {{"backups_path", "/backups"}, {"name", "v2"}, {"owner", owner}};
    arguments.update(more);
    const auto module = step();
    std::istringstream input(arguments.dump());
    files.changes.clear();
    return Json::parse(answer(module.spec.info(), step_of(module), {"-"}, input, system).text);
  }

  std::vector<ReleaseStep> steps() { return *read_steps(files, backups / "v2"); }
};

const std::string owner = "ci@controller";

TEST_CASE("a step of a release notes what it did, and that it ran when there was nothing to do", "[stack]") {
  Server server;
  CHECK(server.call(owner)["changed"] == true);
  CHECK(server.steps().back().step == "create");
  CHECK(server.steps().back().outcome == StepOutcome::changed);
  CHECK_FALSE(server.steps().back().ended.empty());
  CHECK(server.call(owner)["changed"] == false);
  CHECK(server.steps().back().outcome == StepOutcome::unchanged);
  CHECK(server.steps().size() == 2);
}

TEST_CASE("check mode asks nothing of a release that is previewed only, and notes nothing", "[stack]") {
  Server server;
  const Json claim{{"backups_path", "/nowhere"}, {"name", "v9"}, {"owner", owner}};
  CHECK(server.call(owner, {{"_ansible_check_mode", true}, {"release", claim}})["changed"] == true);
  CHECK(server.files.changes.empty());
}

TEST_CASE("a step of a release that is somebody else's changes nothing", "[stack]") {
  Server server;
  const Json said = server.call("other@host");
  CHECK(said["failed"] == true);
  CHECK_THAT(said["msg"].get<std::string>(), ContainsSubstring("is not other@host's to go on with any more"));
  CHECK_FALSE(server.files.exists("/new"));
  CHECK(server.steps().empty());
}

TEST_CASE("a step notes what its watch has counted, whether it failed or not", "[stack]") {
  for (const bool failed : {false, true}) {
    Server server;
    const ReleaseClaim claim{backups, "v2", owner};
    REQUIRE(note_beginning(claim, "stack_up", ReleasePhase::containers, server.system));
    const Json printed{{"failed", failed}, {"changed", true}, {"watch", {{"requests", 412}, {"failed", 3}}}};
    CHECK_FALSE(note_end(claim, "stack_up", ReleasePhase::healthy, printed, server.system));
    CHECK(server.steps().back().watch == printed["watch"]);
  }
}

TEST_CASE("a step that failed leaves its words in the record, without a secret", "[stack]") {
  Server server;
  server.files.fault = [](const std::string& operation, const Path& path) {
    return operation == "create" && path == "/new" ? ENOSPC : 0;
  };
  CHECK(server.call(owner)["failed"] == true);
  CHECK(server.steps().back().outcome == StepOutcome::failed);
  CHECK_THAT(server.steps().back().message, ContainsSubstring("no file for ********"));
  CHECK(server.files.content(backups / "v2" / steps_file)->find("hunter2") == std::string::npos);
}

TEST_CASE("a step whose end cannot be noted did what it did, and warns", "[stack]") {
  Server server;
  int writes = 0;
  server.files.fault = [&](const std::string& operation, const Path& path) {
    const bool note = operation == "create" && path.string().find("steps.json") != std::string::npos;
    return note && ++writes == 2 ? ENOSPC : 0;
  };
  const Json said = server.call(owner);
  CHECK(said["failed"] == false);
  CHECK_THAT(said["warnings"][0].get<std::string>(),
             ContainsSubstring("the record of release 'v2' does not say how this step ended"));
  CHECK(server.files.exists("/new"));
  CHECK(phase_after(server.steps()) == ReleasePhase::files);
}

TEST_CASE("a claim that lacks something is refused as ansible-core does", "[stack]") {
  Server server;
  const auto said = [&](const Json& claim) {
    return server.call(owner, {{"release", claim}})["msg"].get<std::string>();
  };
  for (const Json& odd : {Json(5), Json(true), Json::array({1, "v2"}), Json("v2")})
    CHECK_THAT(said(odd), ContainsSubstring("we were unable to convert to dict"));
  CHECK(said({{"name", "v2"}, {"owner", owner}}) ==
        "missing required arguments: backups_path found in release");
  CHECK_THAT(said({{"backups_path", "/b"}, {"name", "v2"}, {"owner", owner}, {"nome", 1}}),
             ContainsSubstring("Unsupported parameters for (create) module: release.nome."));
  CHECK_THAT(said({{"backups_path", ""}, {"name", "v2"}, {"owner", owner}}),
             ContainsSubstring("argument 'backups_path' is an empty path"));
}

}  // namespace
