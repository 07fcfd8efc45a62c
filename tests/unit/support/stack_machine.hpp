// A server in memory: files, an engine with containers, and a docker compose that answers.
#pragma once

#include <algorithm>

#include "ansible/module.hpp"
#include "unit/support/fake_engine.hpp"
#include "unit/support/fake_processes.hpp"
#include "unit/support/fake_users.hpp"
#include "unit/support/heard_progress.hpp"
#include "unit/support/memory_files.hpp"
#include "unit/support/no_engines.hpp"
#include "unit/support/unmarked.hpp"

namespace slipway::test {

struct StackMachine {
  FixedClock clock;
  FakeEngine engine{clock};
  FakeEngines engines{engine};
  NoWeb web;
  MemoryFiles files;
  FakeProcesses processes;
  FakeUsers users;
  HeardProgress progress;
  System system{files,
                processes,
                engines,
                web,
                clock,
                users,
                {{"PATH", "/bin"}, {"LOGNAME", "deploy"}, {"REDIS_PASSWORD", "hunter2"}},
                progress};

  StackMachine() {
    files.put("/proc/sys/kernel/hostname", "web1\n");
    processes.answer = [this](const Command& command) {
      if (is_version(command)) return CommandOutcome{0, compose_version + "\n", ""};
      return compose_config;
    };
  }

  std::string compose_version = "2.26.1-4";
  CommandOutcome compose_config{0, "name: shop\nservices: {}\n", ""};

  static bool is_version(const Command& command) {
    return std::find(command.argv.begin(), command.argv.end(), "version") != command.argv.end();
  }

  /// The module's three steps, as the runner takes them.
  template <class Args, class Plan>
  Expected<ansible::Result> run(const ansible::Module<Args, Plan>& module, const Args& args,
                                bool check = false) {
    return unmarked(marked_run(module, args, check));
  }

  /// The same with the marks of foreign parts.
  template <class Args, class Plan>
  Expected<ansible::Result> marked_run(const ansible::Module<Args, Plan>& module, const Args& args,
                                       bool check) {
    files.changes.clear();
    TRY_ASSIGN(Plan plan, module.plan(args, system));
    if (!check) TRY(module.apply(plan, system));
    return module.report(plan);
  }
};

}  // namespace slipway::test
