#include "stack/role_wordings.hpp"

#include <array>

namespace slipway {
namespace {

struct RoleWording {
  std::string_view modules;  // with blanks between them
  std::string_view ours;
  std::string_view of_role;
};

constexpr std::array lines{
    RoleWording{"stack_backup stack_undo", "break_lock=true", "application_break_lock=true"},
    RoleWording{"stack_backup stack_undo", "lock_timeout", "application_lock_timeout"},
    RoleWording{"stack_backup", "guard: ", "application_guard: "},
    RoleWording{"stack_backup", "as restores", "as rollback_timestamp"},
    RoleWording{"stack_pull stack_restore stack_undo", "give its account in registries",
                "give its account in docker_registry_username and docker_registry_password"},
    RoleWording{"stack_pull stack_restore stack_undo", "give an account in registries",
                "give an account in docker_registry_username and docker_registry_password"},
    RoleWording{"stack_pull stack_restore stack_undo",
                "registries: ", "docker_registry_url and docker_registry_username: "},
    RoleWording{"stack_pull stack_restore stack_undo", "raise timeout, or see to the way", "see to the way"},
    RoleWording{"stack_pull", "the option policy", "application_pull"},
    RoleWording{"stack_pull", "change policy", "change application_pull"},
    RoleWording{"stack_pull", "let build be", "let application_build be"},
    RoleWording{"stack_pull", "what the option images names", "app_image"},
    RoleWording{"stack_run", "commands: number ",
                "application_pre_deploy or application_post_deploy: number "},
    RoleWording{"stack_run", "service is empty", "application_deploy_service is empty"},
    RoleWording{"stack_run", "raise timeout", "raise application_command_timeout"},
    RoleWording{"stack_up stack_undo", "raise timeout", "raise application_up_timeout"},
    RoleWording{"stack_up stack_undo stack_backup", "timeout: ", "application_up_timeout: "},
    RoleWording{"stack_undo", "engine_timeout: ", "application_engine_timeout: "},
    RoleWording{"stack_up stack_undo", "health_timeout", "application_health_timeout"},
    RoleWording{"stack_up stack_undo health_wait", "stable_for", "application_health_stable_for"},
    RoleWording{"stack_up stack_undo stack_backup", "proxy: ", "application_proxy: "},
    RoleWording{"stack_up stack_undo stack_backup", "watch: ", "application_watch: "},
    RoleWording{"stack_up stack_undo stack_backup", "steps holds", "application_canary_steps holds"},
    RoleWording{"stack_up stack_undo stack_backup", "step_for: ", "application_canary_step_for: "},
    RoleWording{"stack_up stack_undo stack_backup", "keep_old: ", "application_keep_old: "},
    RoleWording{"stack_up stack_undo stack_backup", "strategy canary", "application_strategy canary"},
    RoleWording{"stack_up stack_undo stack_backup", "strategy blue_green", "application_strategy blue_green"},
    RoleWording{"stack_up stack_undo stack_backup", "in proxy", "in application_proxy"},
    RoleWording{"stack_up stack_undo", "strategy is for", "application_strategy is for"},
    RoleWording{"stack_up stack_undo", "leave strategy out", "leave application_strategy out"},
    RoleWording{"health_wait", "raise timeout", "raise application_health_timeout"},
};

bool has_word(std::string_view words, std::string_view word) {
  for (auto at = words.find(word); at != std::string_view::npos; at = words.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || words[at - 1] == ' ') && (end == words.size() || words[end] == ' ')) return true;
  }
  return false;
}

}  // namespace

std::vector<ansible::Wording> role_wordings(std::string_view module) {
  std::vector<ansible::Wording> found;
  for (const auto& line : lines)
    if (has_word(line.modules, module)) found.push_back({line.ours, line.of_role});
  return found;
}

}  // namespace slipway
