// A stack in memory, an engine whose containers can be probed, and a Compose that brings services up as the
// real one does.
#pragma once

#include <catch2/catch_test_macros.hpp>
#include <functional>
#include <set>

#include "stack_up/stack_up.hpp"
#include "unit/support/answered.hpp"
#include "unit/support/checking_engine.hpp"
#include "unit/support/heard_progress.hpp"
#include "unit/support/stack_machine.hpp"

namespace slipway::stack_up_test {

using ansible::Json;

inline const Json with_check = {{"test", {"CMD", "check"}}};

struct Machine {
  test::FixedClock clock;
  test::FakeEngine engine{clock};
  test::CheckingEngine checking{engine, clock};
  test::FakeEngines engines{checking};
  test::FakeWeb web{clock};
  test::MemoryFiles files;
  test::FakeProcesses processes;
  test::FakeUsers users;
  test::HeardProgress progress;
  System system{files, processes, engines, web, clock, users, {{"PATH", "/bin"}}, progress};

  Json services = {{"app", {{"image", "shop/app:v1"}}}};
  Json own_settings = Json::object();  // what services have under x-slipway
  std::string version = "2.40.3";
  bool refuses_files = false;
  std::set<std::string> fails;       // `up` ends with an error when it makes one of these services
  bool scales = true;                // false: `--scale` is heard and does nothing
  std::map<std::string, long> ends;  // services whose containers end at once, with this code
  std::function<void(const std::string& service)> on_start = [](const auto&) {};
  std::optional<std::size_t> fails_at;   // the how manieth program cannot be run
  std::optional<std::string> times_out;  // a call with this word does not end

  Machine() {
    engine.web = &web;
    files.put("/srv/shop/base.yml", "services: {}\n");
    processes.answer = [this](const Command& command) { return answer(command); };
    processes.answer_tailed = [this](const Command& command) { return up(command); };
  }

  /// `changes`: options; null takes one out.
  Json call(const Json& changes = Json::object(), bool check = false) {
    Json options = {{"project_src", "/srv/shop"}, {"files", {"base.yml"}}, {"project_name", "shop"}};
    if (!changes.is_null()) options.update(changes);
    options["_ansible_check_mode"] = check;
    processes.commands.clear();
    return test::answered(stack_up::module(), system, options);
  }

  /// In check mode, for real, and once more: what was previewed happens, and then nothing.
  Json settle(const Json& changes = Json::object()) {
    const Json previewed = previewed_call(changes);
    const Json done = call(changes);
    INFO(done.dump(1));
    CHECK(done["changed"] == previewed["changed"]);
    CHECK(actions(done) == actions(previewed));
    const Json again = call(changes);
    CHECK_FALSE(again["changed"]);
    CHECK(ups().empty());
    return done;
  }

  /// In check mode, which touches nothing.
  Json previewed_call(const Json& changes = Json::object()) {
    const auto before = engine.containers;
    Json previewed = call(changes, true);
    CHECK(engine.containers == before);
    CHECK(ups().empty());
    return previewed;
  }

  static std::map<std::string, std::string> actions(const Json& result) {
    std::map<std::string, std::string> found;
    for (const auto& service : result["services"]) found[service["service"]] = service["action"];
    return found;
  }

  /// What Compose was told to do since the last call, without `docker compose … ` and what never differs.
  std::vector<std::string> ups() const {
    std::vector<std::string> calls;
    for (const auto& command : processes.commands) {
      const auto words = words_of(command);
      if (words.front() != "up" && words.front() != "stop" && words.front() != "down") continue;
      std::string text;
      for (const auto& word : words)
        if (word != "--no-build" && word != "--pull" && word != "never")
          text += (text.empty() ? "" : " ") + word;
      calls.push_back(text);
    }
    return calls;
  }

  const nlohmann::json& container(const std::string& name) {
    for (auto& [id, document] : engine.containers)
      if (document["Name"] == "/" + name) return document;
    FAIL("there is no container " << name);
    return engine.containers.begin()->second;
  }

  std::string hash_of(const std::string& service) const {
    Json hashed = services.at(service);
    hashed.erase("scale");
    hashed.erase("depends_on");
    return std::to_string(std::hash<std::string>{}(hashed.dump()));
  }

  void make(const std::string& service, long number, const Json& changes = Json::object()) {
    const Json& model = services.at(service);
    const std::string name = "shop-" + service + "-" + std::to_string(number);
    Json document = Json::parse(test::container_document(name, service).dump());
    document["Id"] = "id" + std::to_string(++made_) + "-" + name;
    document["State"] = {{"Status", "created"}, {"ExitCode", 0}, {"Error", ""}, {"StartedAt", ""}};
    document["HostConfig"]["RestartPolicy"]["Name"] = model.value("restart", "no");
    document["Config"]["Image"] = model["image"];
    document["NetworkSettings"]["Networks"]["shop_default"]["IPAddress"] =
        "172.18.0." + std::to_string(made_);
    document["Config"]["Labels"]["com.docker.compose.config-hash"] = hash_of(service);
    document["Config"]["Labels"]["com.docker.compose.container-number"] = std::to_string(number);
    if (model.contains("healthcheck"))
      document["Config"]["Healthcheck"] = {{"Test", model["healthcheck"]["test"]}};
    document.merge_patch(changes);
    engine.put(nlohmann::json::parse(document.dump()));
  }

 private:
  static std::vector<std::string> words_of(const Command& command) {
    const auto project = std::find(command.argv.begin(), command.argv.end(), "-p");
    return {project == command.argv.end() ? command.argv.begin() + 2 : project + 2, command.argv.end()};
  }

  bool is_lost() { return fails_at == processes.commands.size() - 1; }

  Expected<CommandOutcome> answer(const Command& command) {
    if (is_lost()) return fail("cannot start '/bin/docker'");
    const auto words = words_of(command);
    const auto says = [&](const char* word) {
      return std::find(words.begin(), words.end(), word) != words.end();
    };
    if (says("version")) return CommandOutcome{0, version + "\n", ""};
    if (says("down")) {
      engine.containers.clear();
      return CommandOutcome{};
    }
    if (refuses_files) return CommandOutcome{1, "", "no such file: base.yml\n"};
    std::string hashes, names;
    for (const auto& [name, service] : services.items()) {
      hashes += name + " " + hash_of(name) + "\n";
      names += name + "\n";
    }
    if (says("--hash")) return CommandOutcome{0, hashes, ""};
    if (says("--services")) return CommandOutcome{0, names, ""};
    // Extensions are in the YAML alone, and JSON is YAML, too.
    Json shown = services;
    if (!says("json"))
      for (const auto& [name, own] : own_settings.items()) shown[name]["x-slipway"] = own;
    return CommandOutcome{0, Json{{"name", "shop"}, {"services", shown}}.dump(), ""};
  }

  std::vector<std::string> ids_of(const std::string& service) const {
    std::vector<std::string> ids;
    for (const auto& [id, document] : engine.containers) {
      const auto& labels = document["Config"]["Labels"];
      if (labels.value("com.docker.compose.service", "") == service &&
          labels.value("com.docker.compose.project", "") == "shop" &&
          labels.value("com.docker.compose.oneoff", "") != "True")
        ids.push_back(id);
    }
    return ids;
  }

  long number_of(const std::string& id) {
    return std::stol(
        engine.containers[id]["Config"]["Labels"]["com.docker.compose.container-number"].get<std::string>());
  }

  void converge(const std::string& service, bool force) {
    const long wanted = services.at(service).value("scale", 1L);
    long there = 0;
    for (const auto& id : ids_of(service)) {
      const auto& labels = engine.containers[id]["Config"]["Labels"];
      const long number = number_of(id);
      const bool is_old = force || labels["com.docker.compose.config-hash"] != hash_of(service);
      if (++there > wanted || is_old) engine.containers.erase(id);
      if (there <= wanted && is_old) make(service, number);
    }
    for (; there < wanted; ++there) make(service, there + 1);
  }

  /// As `--no-recreate --scale SERVICE=TOTAL` does it: what is there stays as it is, but for a surplus.
  void scale(const std::string& service, std::size_t total) {
    auto ids = ids_of(service);
    std::sort(ids.begin(), ids.end(),
              [&](const auto& left, const auto& right) { return number_of(left) < number_of(right); });
    for (long last = ids.empty() ? 0 : number_of(ids.back()); ids.size() < total; ids.emplace_back())
      make(service, ++last);
    for (; ids.size() > total; ids.pop_back()) engine.containers.erase(ids.back());
  }

  void start(const std::string& service) {
    for (const auto& id : ids_of(service)) {
      auto& state = engine.containers[id]["State"];
      if (state["Status"] == "running") continue;
      state["Status"] = ends.count(service) != 0 ? "exited" : "running";
      state["ExitCode"] = ends.count(service) != 0 ? ends[service] : 0;
      state["StartedAt"] = "2025-10-31T02:35:0" + std::to_string(++started_ % 10) + "Z";
      if (services.at(service).contains("healthcheck"))
        state["Health"] = {{"Status", "starting"}, {"FailingStreak", 0}, {"Log", nlohmann::json::array()}};
      on_start(service);
    }
  }

  /// What Compose acts on when these are named: with what they depend on, unless told otherwise.
  std::set<std::string> selected(const std::vector<std::string>& named, bool without_dependencies) const {
    std::set<std::string> chosen(named.begin(), named.end());
    for (std::vector<std::string> left = named; !left.empty() && !without_dependencies;) {
      const Json needs = services.at(left.back()).value("depends_on", Json::object());
      left.pop_back();
      for (const auto& [name, condition] : needs.items())
        if (chosen.insert(name).second) left.push_back(name);
    }
    return chosen;
  }

  Expected<TailedOutcome> up(const Command& command) {
    if (is_lost()) return fail("cannot start '/bin/docker'");
    auto words = words_of(command);
    const auto says = [&](const std::string& word) {
      return std::find(words.begin(), words.end(), word) != words.end();
    };
    if (times_out && says(*times_out)) return TailedOutcome{137, true, {"", false}};
    std::vector<std::string> named;
    for (const auto& word : words)
      if (services.contains(word)) named.push_back(word);
    if (words.front() == "stop") {
      for (const auto& service : named)
        for (const auto& id : ids_of(service)) engine.containers[id]["State"]["Status"] = "exited";
      return TailedOutcome{};
    }
    if (named.empty())
      for (const auto& [name, service] : services.items()) named.push_back(name);
    for (auto word = words.begin(); word != words.end(); ++word)
      if (*word == "--scale" &&
          selected(named, says("--no-deps")).count(word[1].substr(0, word[1].find('='))) == 0)
        return TailedOutcome{1, false, {"no such service: " + word[1] + ": disabled\n", false}};
    if (says("--remove-orphans"))
      std::erase_if(engine.containers, [&](const auto& one) {
        return !services.contains(one.second["Config"]["Labels"].value("com.docker.compose.service", ""));
      });
    clock.advance(std::chrono::milliseconds(100));
    for (const auto& service : named) {
      if (fails.count(service) != 0)
        return TailedOutcome{
            1, false, {" Container shop-" + service + "-1  Starting\nno such image hunter22\n", false}};
      if (!says("--no-recreate")) converge(service, says("--force-recreate"));
      const auto scaled = std::find(words.begin(), words.end(), "--scale");
      if (scaled != words.end() && scales)
        scale(service, std::stoul(scaled[1].substr(scaled[1].find('=') + 1)));
      if (!says("--no-start")) start(service);
    }
    return TailedOutcome{};
  }

  long made_ = 0;
  long started_ = 0;
};

}  // namespace slipway::stack_up_test
