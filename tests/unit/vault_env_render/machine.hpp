// A server in memory with a template, and the module's run on it.
#pragma once

#include <catch2/catch_test_macros.hpp>

#include "unit/support/fake_processes.hpp"
#include "unit/support/fake_users.hpp"
#include "unit/support/fixed_clock.hpp"
#include "unit/support/memory_files.hpp"
#include "unit/support/no_engines.hpp"
#include "unit/support/unmarked.hpp"
#include "vault_env_render/vault_env_render.hpp"

namespace slipway::test {

namespace env = vault_env_render;
using ansible::Json;

struct EnvMachine {
  MemoryFiles files;
  FakeProcesses processes;
  NoEngines engines;
  NoWeb web;
  FixedClock clock;
  FakeUsers users;
  System system{files, processes, engines, web, clock, users, {}};

  EnvMachine() { files.put("/stack/.env.example", "# head\nAPP_ENV=production\nREDIS_PASSWORD=\n"); }

  Expected<env::Plan> plan(const env::Args& args) { return env::plan(args, system); }

  /// plan and apply, as outside check mode.
  Expected<env::Plan> run(const env::Args& args) {
    TRY_ASSIGN(env::Plan plan, env::plan(args, system));
    TRY(env::apply(plan, system));
    return plan;
  }
};

inline env::Args arguments(const Json& more = Json::object()) {
  const auto module = env::module();
  Json options = Json::object();
  for (const auto& option : module.spec.info().options) options[option.name] = option.default_value;
  options["dest"] = "/stack/.env";
  options["template"] = "/stack/.env.example";
  options["secrets"] = {{"REDIS_PASSWORD", "p$w"}};
  if (!more.is_null()) options.update(more);
  return module.spec.fill(options);
}

inline std::string error_of(EnvMachine& machine, const Json& more) {
  const auto outcome = machine.run(arguments(more));
  CHECK(machine.files.changes.empty());
  return message_of(outcome);
}

}  // namespace slipway::test
