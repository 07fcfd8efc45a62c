#include "stack/guard_checks.hpp"
#include "stack_backup/stack_backup.hpp"

namespace slipway::stack_backup {

Expected<std::optional<GuardSettings>> guard_from(const Args& args, const Request& request, System& system) {
  if (args.guard == 0) return std::nullopt;
  TRY(check_guard_seconds(args.guard));
  if (request.state != ReleaseState::started)
    return fail("guard: it is left behind when a release begins; leave it out with state=" + args.state);
  TRY(check_guard_stays(system));
  GuardSettings guard;
  guard.claim = {request.backups_path, request.name, request.lock.owner};
  guard.silence = std::chrono::seconds(args.guard);
  guard.host = request.host;
  guard.undo.request.project_src = request.stack.project.project_src;
  guard.undo.request.project = request.stack.project.name;
  guard.undo.request.release = request.name;
  guard.undo.request.lock = request.lock;
  guard.undo.backups_path = request.backups_path;
  guard.undo.environment = request.stack.project.extra;
  guard.undo.orchestrator = request.stack.project.orchestrator;
  guard.undo.registries = args.registries;
  guard.undo.hidden = args;
  TRY_ASSIGN(guard.undo.bring_up, bring_up_settings(args));
  guard.undo.bring_up.remove_orphans = true;  // what the release brought, as stack_undo does by default
  return guard;
}

}  // namespace slipway::stack_backup
