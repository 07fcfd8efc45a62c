// A FakeEngine in whose containers commands can be run: their health checks.
#pragma once

#include <deque>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "unit/support/fake_engine.hpp"
#include "unit/support/forwarding_engine.hpp"

namespace slipway::test {

/// How a run of a container's health check goes.
struct ScriptedCheck {
  long exit_code = 0;
  double seconds = 0.1;
  bool is_told = true;  // an event tells its end
  std::string said = "said by the check\n";
};

class CheckingEngine final : public ForwardingEngine {
 public:
  CheckingEngine(FakeEngine& engine, FixedClock& clock)
      : ForwardingEngine(engine), engine_(engine), clock_(clock) {}

  std::map<std::string, std::deque<ScriptedCheck>> checks;  // by container; each run takes one, the last
                                                            // stays; without any, the check passes
  std::vector<std::string> checked;                         // the containers, in order
  std::vector<nlohmann::json> commands;                     // what was run in them
  std::vector<nlohmann::json> environments;  // and beside their own environment, null or a list
  bool ran_two_at_once = false;              // in one container

  Expected<EngineReply> request(const std::string& method, const std::string& target,
                                const std::string& body) override {
    const std::string exec = between(target, "/exec/", method == "POST" ? "/start" : "/json");
    if (!exec.empty() && runs_.count(exec) != 0) return known(method, exec, body);
    const std::string container = between(target, "/containers/", "/exec");
    if (method != "POST" || container.empty() || engine_.refusals.count("POST " + target) != 0)
      return engine_.request(method, target, body);
    TRY_ASSIGN(const auto here, engine_.request("GET", "/containers/" + container + "/json", ""));
    if (here.status != 200) return here;
    const auto document = nlohmann::json::parse(here.body);
    if (document["State"]["Status"] != "running") return EngineReply{409, R"({"message":"is not running"})"};
    const auto wanted = nlohmann::json::parse(body);
    environments.push_back(wanted.value("Env", nlohmann::json()));
    return begin(document["Id"], wanted["Cmd"]);
  }

 private:
  struct Run {
    std::string container;
    ScriptedCheck check;
    std::chrono::steady_clock::time_point ends;
  };

  static std::string between(const std::string& text, const std::string& start, const std::string& end) {
    if (!text.starts_with(start) || !text.ends_with(end) || text.size() < start.size() + end.size())
      return "";
    return text.substr(start.size(), text.size() - start.size() - end.size());
  }

  EngineReply begin(const std::string& container, nlohmann::json command) {
    Run run{container, {}, {}};
    if (auto& scripted = checks[container]; !scripted.empty()) {
      run.check = scripted.front();
      if (scripted.size() > 1) scripted.pop_front();
    }
    run.ends = clock_.ticks + std::chrono::milliseconds(static_cast<long>(run.check.seconds * 1000));
    for (const auto& [id, other] : runs_)
      ran_two_at_once = ran_two_at_once || (other.container == container && other.ends > clock_.ticks);
    checked.push_back(container);
    commands.push_back(std::move(command));
    const std::string id = "exec" + std::to_string(runs_.size());
    runs_[id] = run;
    return {201, nlohmann::json{{"Id", id}}.dump()};
  }

  EngineReply known(const std::string& method, const std::string& id, const std::string& body) {
    const Run& run = runs_.at(id);
    if (method == "GET")
      return {200,
              nlohmann::json{{"Running", clock_.ticks < run.ends}, {"ExitCode", run.check.exit_code}}.dump()};
    if (nlohmann::json::parse(body)["Detach"] == true) {
      if (run.check.is_told)
        engine_.happens(run.check.seconds, run.container, "exec_die", nlohmann::json::object(),
                        {{"execID", id}, {"exitCode", std::to_string(run.check.exit_code)}});
      return {200, ""};
    }
    clock_.sleep_until(run.ends);
    return {200,
            std::string("\x01\0\0\0\0\0\0", 7) + static_cast<char>(run.check.said.size()) + run.check.said};
  }

  FakeEngine& engine_;
  FixedClock& clock_;
  std::map<std::string, Run> runs_;
};

}  // namespace slipway::test
