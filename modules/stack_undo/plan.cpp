#include "release/name.hpp"
#include "stack/owner.hpp"
#include "stack_undo/stack_undo.hpp"
#include "util/seconds_range.hpp"

namespace slipway::stack_undo {
namespace {

Expected<UndoRequest> request_from(const Args& args, const ComposeProject& project, System& system) {
  UndoRequest request;
  request.project_src = project.project_src;
  request.project = args.project_name;
  request.release = args.release;
  if (args.release != interrupted) {
    TRY_ASSIGN(request.release, release_name(args.release));
  }
  request.cause = args.cause;
  TRY_ASSIGN(const std::string owner, owner_here(args.owner, system));
  if (args.lock_timeout < 0) return fail("lock_timeout is negative; give 0 or more seconds");
  request.lock = {owner, args.break_lock, std::chrono::seconds(args.lock_timeout), system.clock.now()};
  return request;
}

Expected<UndoSettings> settings_from(const Args& args, System& system) {
  TRY(check_seconds("engine_timeout", args.engine_timeout, 0));
  UndoSettings settings;
  TRY_ASSIGN(auto project, project_from(args));
  if (!project.project_src.is_absolute()) {
    TRY_ASSIGN(project.project_src, system.files.resolve(project.project_src));
  }
  TRY_ASSIGN(settings.request, request_from(args, project, system));
  settings.backups_path = args.backups_path;
  settings.environment = project.extra;
  settings.orchestrator = project.orchestrator;
  settings.registries = args.registries;
  settings.engine_timeout = std::chrono::seconds(args.engine_timeout);
  settings.keep_failed_first = args.keep_failed_first;
  TRY_ASSIGN(settings.bring_up, bring_up_settings(args));
  settings.bring_up.remove_orphans = args.remove_orphans;
  settings.hidden = args;
  return settings;
}

}  // namespace

Expected<Plan> plan(const Args& args, System& system) {
  Plan plan;
  TRY_ASSIGN(plan.kind, release_kind(args.kind));
  TRY_ASSIGN(auto settings, settings_from(args, system));
  if (settings.request.release != interrupted) plan.name = settings.request.release;
  auto undo = plan_undo(settings, system);
  if (!undo && args.cause.empty()) return tl::unexpected(undo.error());
  if (undo) {
    plan.undo = std::move(*undo);
    return plan;
  }
  plan.undo = unreadable_undo(std::move(settings), undo.error());
  return plan;
}

}  // namespace slipway::stack_undo
