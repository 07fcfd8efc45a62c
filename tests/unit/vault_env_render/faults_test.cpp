#include <catch2/catch_test_macros.hpp>

#include "unit/support/fault_points.hpp"
#include "unit/support/vault_samples.hpp"
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

void vault_on_server(StackMachine& machine) {
  older_env(machine);
  machine.files.put("/srv/main.vault.yml", test::vault_of_two, 0600);
  machine.files.put("/srv/vault-password", "pw\n", 0600);
}

void older_secret_file(StackMachine& machine) {
  vault_on_server(machine);
  machine.files.put_folder("/srv/secrets/redis", 0755);
  machine.files.put("/srv/secrets/redis/password", "hunter1", 0600);
}

vault_env_render::Args rendered(bool backup, const ansible::Json& more = ansible::Json::object()) {
  const auto module = vault_env_render::module();
  ansible::Json options = ansible::Json::object();
  for (const auto& option : module.spec.info().options) options[option.name] = option.default_value;
  options.update({{"dest", "/srv/.env"},
                  {"template", "/srv/.env.example"},
                  {"secrets", {{"REDIS_PASSWORD", "hunter2"}}},
                  {"owner", "deploy"},
                  {"backup", backup}});
  options.update(more);
  return module.spec.fill(options);
}

/// From the vault into a secret file, whose folders are to be made.
vault_env_render::Args rendered_from_vault() {
  return rendered(true, {{"secrets", ansible::Json::object()},
                         {"vault_file", {"/srv/main.vault.yml"}},
                         {"vault_password_file", "/srv/vault-password"},
                         {"vault_map", {{"REDIS_PASSWORD", "vault_a"}}},
                         {"secret_files", {{"REDIS_PASSWORD", "secrets/redis/password"}}}});
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
           test::FaultCase{"vault_env_render, from a vault into a new secret file", vault_on_server,
                           test::run_of(module, rendered_from_vault())},
           test::FaultCase{"vault_env_render, from a vault into a secret file", older_secret_file,
                           test::run_of(module, rendered_from_vault())},
       })
    CHECK(test::hold_at_every_fault(one) > 0);
}
