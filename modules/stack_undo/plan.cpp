#include "release/name.hpp"
#include "stack/owner.hpp"
#include "stack_undo/stack_undo.hpp"
#include "util/seconds_text.hpp"

namespace slipway::stack_undo {
namespace {

Expected<void> check_seconds(const char* option, long seconds, long fewest) {
  if (seconds >= fewest && seconds <= longest_wait) return {};
  return fail(std::string(option) + ": write a number of seconds from " + std::to_string(fewest) + " to " +
              std::to_string(longest_wait) + ", not " + std::to_string(seconds));
}

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
  TRY(check_seconds("timeout", args.timeout, 1));
  UndoSettings settings;
  TRY_ASSIGN(auto project, project_from(args));
  if (!project.project_src.is_absolute()) {
    TRY_ASSIGN(project.project_src, system.files.resolve(project.project_src));
  }
  TRY_ASSIGN(settings.request, request_from(args, project, system));
  settings.backups_path = args.backups_path;
  settings.environment = project.extra;
  settings.registries = args.registries;
  settings.engine_timeout = std::chrono::seconds(args.engine_timeout);
  settings.keep_failed_first = args.keep_failed_first;
  settings.bring_up.strategy = args.strategy == "together" ? Strategy::together : Strategy::recreate;
  settings.bring_up.probe = args.probe == "engine" ? Probe::engine : Probe::active;
  settings.bring_up.remove_orphans = args.remove_orphans;
  settings.bring_up.timeout = std::chrono::seconds(args.timeout);
  TRY_ASSIGN(settings.bring_up.health, health_settings(args));
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
