#include "ansible/named_modules.hpp"
#include "backup_prune/backup_prune.hpp"
#include "compose_image_rewrite/compose_image_rewrite.hpp"
#include "health_wait/health_wait.hpp"
#include "stack_backup/stack_backup.hpp"
#include "stack_backup_info/stack_backup_info.hpp"
#include "stack_changes_info/stack_changes_info.hpp"
#include "stack_check/stack_check.hpp"
#include "stack_files/stack_files.hpp"
#include "stack_pull/stack_pull.hpp"
#include "stack_restore/stack_restore.hpp"
#include "stack_run/stack_run.hpp"
#include "stack_undo/stack_undo.hpp"
#include "stack_up/stack_up.hpp"
#include "vault_env_render/vault_env_render.hpp"

int main(int argc, char** argv) {
  using namespace slipway;
  const std::vector<ansible::NamedModule> modules = {
      {"backup_prune", ansible::run_made_by<backup_prune::module>},
      {"compose_image_rewrite", ansible::run_made_by<compose_image_rewrite::module>},
      {"health_wait", ansible::run_made_by<health_wait::module>},
      {"stack_backup", ansible::run_made_by<stack_backup::module>},
      {"stack_backup_info", ansible::run_made_by<stack_backup_info::module>},
      {"stack_changes_info", ansible::run_made_by<stack_changes_info::module>},
      {"stack_check", ansible::run_made_by<stack_check::module>},
      {"stack_files", ansible::run_made_by<stack_files::module>},
      {"stack_pull", ansible::run_made_by<stack_pull::module>},
      {"stack_restore", ansible::run_made_by<stack_restore::module>},
      {"stack_run", ansible::run_made_by<stack_run::module>},
      {"stack_undo", ansible::run_made_by<stack_undo::module>},
      {"stack_up", ansible::run_made_by<stack_up::module>},
      {"vault_env_render", ansible::run_made_by<vault_env_render::module>},
  };
  return ansible::run_called(modules, argc, argv, real_system());
}
