// A shop of which v1 is live, a deploy of v2 that came as far as a test says, and stack_undo called on it.
#pragma once

#include <catch2/catch_test_macros.hpp>

#include "release/claim.hpp"
#include "stack_backup/stack_backup.hpp"
#include "stack_undo/stack_undo.hpp"
#include "unit/support/stack_machine.hpp"

namespace slipway::test {

struct UndoMachine : StackMachine {
  using json = nlohmann::json;
  const Path src = "/srv/shop";
  const Path backups = "/srv/backups";
  std::set<std::string> broken;            // images whose containers end at once
  std::vector<std::string> composed;       // each `up` and `down`, as its services
  std::optional<CommandOutcome> up_fails;  // what Compose says in place of it

  UndoMachine() {
    has("r.example/app:v1", "sha256:app1", "r.example/app@" + digest('1'));
    has("r.example/app:v2", "sha256:app2", "r.example/app@" + digest('2'));
    has("r.example/job:v1", "sha256:job1", "r.example/job@" + digest('a'));
    processes.answer = [this](const Command& command) { return compose(command); };
  }

  static std::string digest(char digit) { return "sha256:" + std::string(64, digit); }

  /// Puts an image onto the engine.
  void has(const std::string& name, const std::string& id, const std::string& known_as) {
    engine.images[name] = {{"Id", id}, {"RepoDigests", {known_as}}};
    engine.images[known_as] = engine.images[name];
  }

  /// A compose file, written as JSON, which is YAML: what each service runs.
  static std::string stack_of(const std::string& tag, const json& more = json::object()) {
    json services{{"app", {{"image", "r.example/app:" + tag}}}};
    services.update(more);
    return json{{"services", services}}.dump();
  }

  void write(const std::string& tag, const json& more = json::object()) {
    files.put(src / "compose.yml", stack_of(tag, more));
    files.put(src / ".env", "SECRET=hunter2-" + tag + "\n", 0600);
  }

  /// Brings up what the files say, as a deploy would.
  void up() {
    ComposeProject project{src, {"compose.yml"}, "shop", {}};
    REQUIRE(processes.answer(compose_command(project, {}, {"up", "--detach"})));
    composed.clear();
  }

  /// v1 is live.
  void live(const json& more = json::object()) {
    write("v1", more);
    record("v1", "started");
    up();
    record("v1", "deployed");
  }

  /// v2 has begun, and its steps came so far.
  void begun(const std::vector<ReleaseStep>& steps, const std::string& owner = "ci") {
    record("v2", "started", owner);
    for (const auto& step : steps) note(step, owner);
  }

  void note(const ReleaseStep& step, const std::string& owner = "ci") {
    REQUIRE(begin_step(files, {backups, "v2", owner}, {step.step, step.phase}));
    if (step.outcome != StepOutcome::running) REQUIRE(end_step(files, {backups, "v2", owner}, step));
  }

  static ReleaseStep files_step(StepOutcome outcome = StepOutcome::changed) {
    return {"vault_env_render", ReleasePhase::files, outcome};
  }
  static ReleaseStep up_step(StepOutcome outcome = StepOutcome::running) {
    return {"stack_up", ReleasePhase::containers, outcome};
  }

  /// The deploy of v2 has written its files.
  void files_written(const std::string& owner = "ci") {
    begun({files_step()}, owner);
    write("v2");
  }

  /// It has brought v2 up, which is ill.
  void containers_changed() {
    broken = {"sha256:app2"};
    begun({files_step(), up_step()});
    write("v2");
    up();
  }

  void record(const std::string& name, const std::string& state, const std::string& owner = "ci",
              bool break_lock = false) {
    stack_backup::Args args;
    args.project_src = src;
    args.files = {"compose.yml"};
    args.project_name = "shop";
    args.backups_path = backups;
    args.name = name;
    args.state = state;
    args.owner = owner;
    args.include = {".env", "etc/token"};
    args.break_lock = break_lock;
    const auto recorded = run(stack_backup::module(), args);
    if (!recorded) FAIL(recorded.error().message);
  }

  stack_undo::Args args(const std::string& cause = "", const std::string& release = "v2",
                        const std::string& owner = "ci") const {
    stack_undo::Args args;
    args.project_src = src;
    args.files = {"compose.yml"};
    args.project_name = "shop";
    args.backups_path = backups;
    args.release = release;
    args.owner = owner;
    args.cause = cause;
    args.mask_env_file = src / ".env";
    args.mask_keys = {"SECRET"};
    args.health_timeout = 10;
    args.engine_timeout = 5;
    return args;
  }

  ansible::Result call(const stack_undo::Args& with, bool check = false) {
    composed.clear();
    engine.requests.clear();
    files.changes.clear();
    const auto module = stack_undo::module();
    auto plan = module.plan(with, system);
    if (!plan) FAIL(plan.error().message);
    if (check)
      module.preview(*plan, system);
    else
      REQUIRE(module.apply(*plan, system));
    return *unmarked(module.report(*plan));
  }

  /// In check mode, for real, and once more, when there is nothing to undo any more.
  ansible::Result settle(const stack_undo::Args& with) {
    const auto previewed = call(with, true);
    CHECK(files.changes.empty());
    CHECK(composed.empty());
    CHECK(previewed.changed);
    const auto first = call(with);
    CHECK(first.changed);
    CHECK(first.values["undone"] == true);
    CHECK(first.values["restored"] == previewed.values["restored"]);
    const auto second = call(with);
    CHECK_FALSE(second.changed);
    CHECK(second.values["undone"] == false);
    CHECK(files.changes.empty());
    CHECK(composed.empty());
    return first;
  }

  Release on_record(const std::string& name) {
    const auto folder = read_releases(files, backups);
    REQUIRE(folder);
    for (const auto& release : folder->releases)
      if (release.name == name) return release;
    FAIL("there is no record " << name);
    return {};
  }

  json failure(const std::string& name = "v2") {
    return json::parse(files.content(backups / name / "failure.json").value_or("null"));
  }

  std::string image_of(const std::string& service) const {
    const auto found = engine.containers.find("shop-" + service + "-1");
    return found == engine.containers.end() ? "-" : found->second["Image"].get<std::string>();
  }

  CommandOutcome compose(const Command& command) {
    const auto says = [&](const char* word) {
      return std::find(command.argv.begin(), command.argv.end(), word) != command.argv.end();
    };
    if (is_version(command)) return {0, compose_version + "\n", ""};
    if (says("down")) return down();
    const auto file = std::find(command.argv.begin(), command.argv.end(), "-f");
    const std::string path = file == command.argv.end() ? "" : *std::next(file);
    const auto text = processes.held.count(path) != 0 ? processes.held.at(path) : files.content(src / path);
    json config = json::parse(text.value_or("-"), nullptr, false);
    if (config.is_discarded()) return {1, "", "no such file: " + path + "\n"};
    config["name"] = "shop";
    if (says("up")) return up_by(config, command);
    if (says("--services")) return {0, names_in(config), ""};
    if (says("--hash")) return {0, hashes_in(config), ""};
    return {0, config.dump(), ""};
  }

 private:
  static std::string hash_of(const json& service) { return "hash-" + service["image"].get<std::string>(); }

  static std::string hashes_in(const json& config) {
    std::string lines;
    for (const auto& [name, service] : config["services"].items())
      lines += name + " " + hash_of(service) + "\n";
    return lines;
  }

  static std::string names_in(const json& config) {
    std::string lines;
    for (const auto& [name, service] : config["services"].items()) lines += name + "\n";
    return lines;
  }

  CommandOutcome down() {
    composed.emplace_back("down");
    std::erase_if(engine.containers, [](const auto& one) {
      return one.second["Config"]["Labels"].value(project_label, "") == "shop";
    });
    return {0, "", ""};
  }

  CommandOutcome up_by(const json& config, const Command& command) {
    const auto at = std::find(command.argv.begin(), command.argv.end(), "up");
    std::vector<std::string> names;
    for (auto word = std::next(at); word != command.argv.end(); ++word)
      if (!word->starts_with("-") && *word != "never") names.push_back(*word);
    std::string line = "up";
    for (const auto& name : names) line += " " + name;
    composed.push_back(line);
    if (up_fails) return *up_fails;
    const bool starts = std::find(at, command.argv.end(), "--no-start") == command.argv.end();
    const bool recreates = std::find(at, command.argv.end(), "--no-recreate") == command.argv.end();
    if (std::find(at, command.argv.end(), "--remove-orphans") != command.argv.end())
      std::erase_if(engine.containers, [&](const auto& one) {
        return !config["services"].contains(one.second["Config"]["Labels"].value(service_label, ""));
      });
    for (const auto& [name, service] : config["services"].items())
      if (names.empty() || std::find(names.begin(), names.end(), name) != names.end())
        make(name, service, starts, recreates);
    return {0, "", ""};
  }

  void make(const std::string& name, const json& service, bool starts, bool recreates) {
    const std::string container = "shop-" + name + "-1";
    const std::string reference = service["image"];
    const std::string id = engine.images.at(reference)["Id"];
    if (recreates || engine.containers.count(container) == 0)
      engine.put(container_document(
          container, name,
          {{"Image", id},
           {"State", {{"Status", "created"}}},
           {"Config",
            {{"Image", reference},
             {"Labels",
              {{"com.docker.compose.config-hash", hash_of(service)}, {"com.docker.compose.image", id}}}}}}));
    json& state = engine.containers[container]["State"];
    if (!starts) return;
    const bool ends = broken.count(id) != 0 || service.contains("x-ends");
    state["Status"] = ends ? "exited" : "running";
    state["ExitCode"] = broken.count(id) != 0 ? 1 : 0;
    if (ends) engine.containers[container]["HostConfig"]["RestartPolicy"] = {{"Name", "no"}};
    engine.logs[container] = "";
  }
};

}  // namespace slipway::test
