#include "stack_backup/stack_backup.hpp"

namespace slipway::stack_backup {
namespace {

/// What the new owner has to know of a release that was taken over without being repaired.
std::string take_over_warning(const Plan& plan, const Release& ended) {
  const TakeOver& last = ended.taken_over.back();
  const std::string set =
      to_text(ended.state == ReleaseState::deployed ? FileSet::deployed : FileSet::before);
  return "the unfinished release '" + ended.name + "' of " + last.from + " was taken over by " + last.by +
         ", and the stack may be as it left it; stack_restore with name=" + ended.name + " to=" + set +
         " from '" + plan.request.backups_path.string() + "' puts the files back";
}

ansible::Json entry_of(const Plan& plan) {
  using ansible::Json;
  const Release& release = plan.release;
  const auto hold = hold_of(release);
  const auto& restores = release.restores;
  return {{"name", release.name},
          {"timestamp", plan.request.timestamp},
          {"path", (plan.request.backups_path / release.name).string()},
          {"project_name", release.project},
          {"sequence", release.sequence},
          {"state", to_text(release.state)},
          {"kind", to_text(release.kind)},
          {"owner", hold ? hold->owner : release.owner},
          {"live", release.live_before ? Json(*release.live_before) : Json()},
          {"first_deploy", release.first},
          {"restores", restores ? Json(restores->release) : Json()},
          {"restores_to", restores ? Json(to_text(restores->to)) : Json()},
          {"reason", Json()},
          {"resumed", plan.resumed},
          {"taken_over", plan.taken_over}};
}

/// The same keys of a rollback that has nothing to undo, and therefore no record.
ansible::Json entry_of(const Request& request, const NothingToUndo& nothing) {
  using ansible::Json;
  return {{"name", request.name},
          {"timestamp", request.timestamp},
          {"path", Json()},
          {"project_name", request.stack.project.name.value_or("")},
          {"sequence", Json()},
          {"state", Json()},
          {"kind", to_text(request.kind)},
          {"owner", request.lock.owner},
          {"live", nothing.live ? Json(*nothing.live) : Json()},
          {"first_deploy", false},
          {"restores", Json()},
          {"restores_to", Json()},
          {"reason", nothing.reason},
          {"resumed", false},
          {"taken_over", Json::array()}};
}

}  // namespace

ansible::Result report(const Plan& plan) {
  ansible::Result result;
  if (plan.nothing) {
    result.msg = "Nothing to undo: " + plan.nothing->reason + ". Live is " +
                 plan.nothing->live.value_or("nothing") + ".";
    result.values = entry_of(plan.request, *plan.nothing);
    return result;
  }
  result.changed = plan.step != Step::nothing && !plan.quiet;
  result.values = entry_of(plan);
  if (plan.snapshot) result.warnings = plan.snapshot->warnings;
  result.warnings.insert(result.warnings.end(), plan.warnings.begin(), plan.warnings.end());
  for (const auto& ended : plan.ended) result.warnings.push_back(take_over_warning(plan, ended));
  return result;
}

}  // namespace slipway::stack_backup
