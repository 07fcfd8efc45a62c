// A machine in memory with an engine, and runs of the module on it.
#pragma once

#include "health_wait/health_wait.hpp"
#include "unit/support/fake_engine.hpp"
#include "unit/support/fake_processes.hpp"
#include "unit/support/fake_users.hpp"
#include "unit/support/heard_progress.hpp"
#include "unit/support/memory_files.hpp"
#include "unit/support/unmarked.hpp"

namespace slipway::health_wait_test {

struct Machine {
  test::FixedClock clock;
  test::FakeEngine engine{clock};
  test::FakeEngines engines{engine};
  test::FakeWeb web{clock};
  test::MemoryFiles files;
  test::FakeProcesses processes;
  test::FakeUsers users;
  test::HeardProgress progress;
  System system{files, processes, engines, web, clock, users, {{"PATH", "/bin"}, {"SECRET", "x"}}, progress};

  Machine() { engine.web = &web; }

  Expected<ansible::Result> run(const health_wait::Args& args, bool check = false) {
    return test::unmarked(marked_run(args, check));
  }

 private:
  Expected<ansible::Result> marked_run(const health_wait::Args& args, bool check) {
    TRY_ASSIGN(auto plan, health_wait::plan(args, system));
    if (check)
      health_wait::preview(plan, system);
    else
      TRY(health_wait::apply(plan, system));
    return health_wait::report(plan);
  }
};

inline health_wait::Args by_name() {
  health_wait::Args args;
  args.project_name = "shop";
  return args;
}

inline health_wait::Args by_files() {
  health_wait::Args args;
  args.project_src = "/srv/shop";
  args.files = {"base.yml"};
  return args;
}

inline nlohmann::json health(const std::string& status, long failing = 0) {
  nlohmann::json probes = nlohmann::json::array();
  if (failing > 0)
    probes.push_back({{"Start", std::to_string(failing)}, {"ExitCode", 1}, {"Output", "no hunter22\n"}});
  return {{"State", {{"Health", {{"Status", status}, {"FailingStreak", failing}, {"Log", probes}}}}},
          {"Config", {{"Healthcheck", {{"Test", {"CMD", "true"}}}}}}};
}

inline nlohmann::json state(const std::string& status, long exit_code = 0) {
  return {{"State", {{"Status", status}, {"ExitCode", exit_code}}}};
}

}  // namespace slipway::health_wait_test
