// The modules that take part in a release: in which phase, and what of theirs gets into its record.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "compose_image_rewrite/compose_image_rewrite.hpp"
#include "stack_files/stack_files.hpp"
#include "stack_pull/stack_pull.hpp"
#include "stack_run/stack_run.hpp"
#include "unit/support/answered.hpp"
#include "unit/support/release_samples.hpp"
#include "unit/support/stack_machine.hpp"
#include "vault_env_render/vault_env_render.hpp"

using namespace slipway;
using ansible::Json;
using Catch::Matchers::ContainsSubstring;

namespace {

const Path backups = "/srv/backups";
const char* const secret = "hunter2hunter2";

/// A stack whose service app runs shop/app:v1, and the release v2 of it, which is under way.
struct Server : test::StackMachine {
  Server() {
    files.put_folder(backups, 0700);
    test::ReleaseStory().deploy("v1").deploy("v2", ReleaseState::started).write_to(files, backups);
    files.put("/srv/shop/base.yml", "services:\n  app:\n    image: shop/app:v1\n");
    files.put("/srv/shop/.env", std::string("APP_KEY=") + secret + "\n", 0600);
    engine.images["shop/app:v1"] = engine.images["docker.io/shop/app:v1"] = {{"Id", "sha256:0123"}};
    compose_config.output = R"({"name":"shop","services":{"app":{"image":"shop/app:v1"}}})";
    processes.answer_tailed = [this](const Command&) { return command; };
  }

  TailedOutcome command{0, false, {"", false}};

  /// A module's options, those of the stack and of the release among them.
  template <class Args, class Plan>
  Json call(const ansible::Module<Args, Plan>& module, Json options) {
    const Json general{{"project_src", "/srv/shop"}, {"files", {"base.yml"}}, {"project_name", "shop"}};
    for (const auto& line : module.spec.info().options)
      if (general.contains(line.name) && !options.contains(line.name))
        options[line.name] = general[line.name];
    if (!options.contains("release")) options["release"] = release();
    files.changes.clear();
    return test::answered(module, system, options);
  }

  static Json release(const std::string& name = "v2", const std::string& owner = "ci@controller") {
    return {{"backups_path", backups.string()}, {"name", name}, {"owner", owner}};
  }

  std::vector<ReleaseStep> steps() { return *read_steps(files, backups / "v2"); }
  std::string noted() { return files.content(backups / "v2" / steps_file).value_or(""); }
};

/// Each module with a call of it that changes something, or would.
struct Call {
  const char* module;
  ReleasePhase phase;
  std::function<Json(Server&, const Json& more)> run;
};

Json merged(Json options, const Json& more) {
  options.update(more);
  return options;
}

std::vector<Call> calls() {
  return {
      {"vault_env_render", ReleasePhase::files,
       [](Server& on, const Json& more) {
         return on.call(vault_env_render::module(),
                        merged({{"dest", "/srv/shop/new.env"}, {"secrets", {{"APP_KEY", secret}}}}, more));
       }},
      {"compose_image_rewrite", ReleasePhase::files,
       [](Server& on, const Json& more) {
         return on.call(compose_image_rewrite::module(),
                        merged({{"image", "shop/app"}, {"tag", "v2"}}, more));
       }},
      {"stack_files", ReleasePhase::files,
       [](Server& on, const Json& more) {
         return on.call(stack_files::module(),
                        merged({{"files", {{{"path", "new.conf"}, {"content", "x"}}}}}, more));
       }},
      {"stack_run", ReleasePhase::files,
       [](Server& on, const Json& more) {
         return on.call(stack_run::module(), merged({{"service", "app"}, {"commands", {"true"}}}, more));
       }},
      {"stack_pull", ReleasePhase::opened,
       [](Server& on, const Json& more) {
         return on.call(stack_pull::module(), merged({{"policy", "missing"}}, more));
       }},
  };
}

/// Whether nothing was done to the stack.
bool untouched(Server& server) {
  const auto is_run = [](const Command& command) {
    return std::find(command.argv.begin(), command.argv.end(), "run") != command.argv.end();
  };
  return !server.files.exists("/srv/shop/new.env") && !server.files.exists("/srv/shop/new.conf") &&
         server.files.content("/srv/shop/base.yml")->find("v2") == std::string::npos &&
         std::none_of(server.processes.commands.begin(), server.processes.commands.end(), is_run);
}

TEST_CASE("a module of a release notes its step, in its phase", "[stack]") {
  for (const auto& call : calls()) {
    INFO(call.module);
    Server server;
    const Json said = call.run(server, Json::object());
    INFO(said.dump());
    CHECK(said["failed"] == false);
    REQUIRE(server.steps().size() == 1);
    const ReleaseStep step = server.steps().front();
    CHECK(step.step == call.module);
    CHECK(step.phase == call.phase);
    CHECK(step.outcome == (said["changed"] == true ? StepOutcome::changed : StepOutcome::unchanged));
    CHECK_FALSE(step.ended.empty());
    CHECK(server.noted().find(secret) == std::string::npos);
  }
}

TEST_CASE("check mode of a module notes nothing, and asks nothing of a record that is previewed", "[stack]") {
  for (const auto& call : calls()) {
    INFO(call.module);
    Server server;
    const Json said = call.run(server, {{"_ansible_check_mode", true}, {"release", Server::release("v9")}});
    CHECK(said["failed"] == false);
    CHECK(server.files.changes.empty());
  }
}

TEST_CASE(
    "a release that is not its owner's, has ended or is not there keeps a module from touching anything",
    "[stack]") {
  for (const auto& call : calls())
    for (const auto& [release, words] : std::initializer_list<std::pair<Json, const char*>>{
             {Server::release("v2", "other@host"), "since ci@controller holds it"},
             {Server::release("v1"), "since it has ended as deployed"},
             {Server::release("v9"), "there is no release 'v9'"}}) {
      INFO(call.module << " " << release.dump());
      Server server;
      const Json said = call.run(server, {{"release", release}});
      CHECK(said["failed"] == true);
      CHECK_THAT(said["msg"].get<std::string>(), ContainsSubstring(words));
      CHECK(untouched(server));
      CHECK(server.steps().empty());
    }
}

TEST_CASE("a secret that a command prints does not get into the release's record", "[stack]") {
  Server server;
  server.command = {1, false, {std::string("the key is ") + secret + "\n", false}};
  const Json said = server.call(stack_run::module(), {{"service", "app"},
                                                      {"commands", {"true"}},
                                                      {"mask_env_file", "/srv/shop/.env"},
                                                      {"mask_keys", {"APP_KEY"}}});
  CHECK(said["failed"] == true);
  const ReleaseStep step = server.steps().front();
  CHECK(step.outcome == StepOutcome::failed);
  CHECK_THAT(step.message, ContainsSubstring("the key is ********"));
  CHECK(step.evidence["commands"][0]["said"][0] == "the key is ********");
  CHECK(server.noted().find(secret) == std::string::npos);
}

TEST_CASE("a secret in the diff of an env file does not get into the release's record", "[stack]") {
  const Json options{
      {"dest", "/srv/shop/.env"}, {"secrets", {{"APP_KEY", "another secret"}}}, {"existing", "keep"}};
  Server server;
  const Json said = server.call(vault_env_render::module(), options);
  CHECK(said["changed"] == true);
  CHECK(said.contains("diff"));
  Server full;
  full.files.fault = [](const std::string& operation, const Path& path) {
    return operation == "create" && path.string().find("/srv/shop/") == 0 ? ENOSPC : 0;
  };
  CHECK(full.call(vault_env_render::module(), options)["failed"] == true);
  CHECK(full.steps().front().outcome == StepOutcome::failed);
  for (Server* on : {&server, &full}) {
    CHECK(on->noted().find(secret) == std::string::npos);
    CHECK(on->noted().find("another secret") == std::string::npos);
    CHECK(on->noted().find("diff") == std::string::npos);
  }
}

TEST_CASE("a module that refuses before it does anything is a step that failed, and has touched nothing",
          "[stack]") {
  Server server;
  const Json said = server.call(compose_image_rewrite::module(), {{"image", "shop/other"}, {"tag", "v2"}});
  CHECK(said["failed"] == true);
  const ReleaseStep step = server.steps().front();
  CHECK(step.outcome == StepOutcome::failed);
  CHECK(step.message == said["msg"]);
  CHECK(phase_after(server.steps()) == ReleasePhase::opened);
  // In check mode the same words, and no note.
  const Json previewed = server.call(compose_image_rewrite::module(),
                                     {{"image", "shop/other"}, {"tag", "v2"}, {"_ansible_check_mode", true}});
  CHECK(previewed["msg"] == said["msg"]);
  CHECK(server.steps().size() == 1);
  const Json both = server.call(compose_image_rewrite::module(),
                                {{"image", "shop/other"}, {"tag", "v2"}, {"release", Server::release("v9")}});
  CHECK_THAT(both["msg"].get<std::string>(), ContainsSubstring("uses the image 'shop/other'"));
  CHECK_THAT(both["msg"].get<std::string>(), ContainsSubstring("; and there is no release 'v9'"));
}

TEST_CASE("nothing is changed of which the record does not know, whatever call of the file system fails",
          "[faults]") {
  for (const auto& call : calls()) {
    int calls_made = 0;
    const auto run = [&](int chosen) {
      INFO(call.module << ", call " << chosen);
      Server server;
      calls_made = 0;
      server.files.fault = [&](const std::string&, const Path&) { return calls_made++ == chosen ? EIO : 0; };
      const Json said = call.run(server, Json::object());
      server.files.fault = {};
      INFO(said.dump());
      const auto steps = read_steps(server.files, backups / "v2");
      REQUIRE(steps);
      // Or further, when what came before could not be read.
      if (!untouched(server)) CHECK(phase_after(*steps) >= ReleasePhase::files);
      if (said["failed"] == false) {
        // Its end is noted, or a warning says that it is not.
        const bool ended = steps->size() == 1 && steps->front().outcome != StepOutcome::running;
        CHECK((ended || said.contains("warnings")));
      }
    };
    run(-1);
    const int all = calls_made;
    REQUIRE(all > 0);
    for (int chosen = 0; chosen < all; ++chosen) run(chosen);
  }
}

}  // namespace
