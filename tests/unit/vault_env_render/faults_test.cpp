#include <catch2/catch_test_macros.hpp>

#include "unit/support/fault_points.hpp"
#include "vault_env_render/vault_env_render.hpp"

using namespace slipway;
using test::StackMachine;

namespace {

void template_only(StackMachine& machine) {
  machine.files.put("/srv/.env.example", "APP_ENV=production\nREDIS_PASSWORD=\n");
}

void older_env(StackMachine& machine) {
  template_only(machine);
  machine.files.put("/srv/.env", "APP_ENV=production\nREDIS_PASSWORD=hunter1\n", 0640);
}

vault_env_render::Args rendered(bool backup) {
  const auto module = vault_env_render::module();
  ansible::Json options = ansible::Json::object();
  for (const auto& option : module.spec.info().options) options[option.name] = option.default_value;
  options.update({{"dest", "/srv/.env"},
                  {"template", "/srv/.env.example"},
                  {"secrets", {{"REDIS_PASSWORD", "hunter2"}}},
                  {"owner", "deploy"},
                  {"backup", backup}});
  return module.spec.fill(options);
}

}  // namespace

TEST_CASE("vault_env_render holds whatever call of the file system fails", "[faults]") {
  const auto module = vault_env_render::module();
  for (const auto& one : {
           test::FaultCase{"vault_env_render, a new file", template_only,
                           test::run_of(module, rendered(false))},
           test::FaultCase{"vault_env_render, a changed file", older_env,
                           test::run_of(module, rendered(false))},
           test::FaultCase{"vault_env_render, with a backup", older_env,
                           test::run_of(module, rendered(true))},
       })
    CHECK(test::hold_at_every_fault(one) > 0);
}
