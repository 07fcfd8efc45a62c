#include "stack_backup/end_checks.hpp"

#include "release/files.hpp"
#include "release/lock.hpp"

namespace slipway::stack_backup {
namespace {

std::string taken_over_by(const Release& release) {
  if (release.taken_over.empty()) return "";
  return " (" + release.taken_over.back().by + " took it over at " + release.taken_over.back().at + ")";
}

/// What became of a release decides what is live, so that is its owner's to say even when nobody holds the
/// lock.
Expected<void> check_is_owner(const Release& existing, const Request& request) {
  const std::string& owner = request.lock.owner;
  const bool is_owner = existing.owner == owner || (existing.rerun && existing.rerun->owner == owner);
  if (existing.state == request.state || hold_of(existing) || is_owner || request.lock.break_lock) return {};
  return fail("release '" + existing.name + "' of " + existing.owner + " is " + to_text(existing.state) +
              ", and not " + owner + "'s to make " + to_text(request.state) +
              "; give that owner, or break_lock=true, or undo it by a rollback");
}

}  // namespace

Expected<void> check_may_end(const Release& existing, const Request& request) {
  TRY(check_project(existing, request.stack.project.name.value_or("")));
  const auto hold = hold_of(existing);
  if (hold && hold->owner != request.lock.owner)
    return fail("release '" + existing.name + "' was started by " + hold->owner + " at " + hold->since +
                taken_over_by(existing) + ", so " + request.lock.owner +
                " cannot end it; wait for it, or, if that run is dead, take it over: state=started with "
                "break_lock=true");
  const bool over = existing.state == ReleaseState::failed || existing.state == ReleaseState::rolled_back;
  if (over && request.state == ReleaseState::deployed)
    return fail("release '" + existing.name + "' has ended as " + to_text(existing.state) +
                taken_over_by(existing) + ", so it cannot become deployed; open it again with state=started");
  return check_is_owner(existing, request);
}

Expected<void> check_nobody_else_works(const ReleaseFolder& folder, const Request& request) {
  for (const auto& release : releases_of(folder, request.stack.project.name.value_or("")))
    if (const auto hold = hold_of(release);
        hold && release.name != request.name && hold->owner != request.lock.owner)
      return fail("release '" + request.name + "' has ended, and its record stays as it is now: " +
                  lock_refusal(release, *hold, request.lock));
  return {};
}

Expected<void> check_is_newest(const ReleaseFolder& folder, const Release& existing) {
  for (const auto& release : releases_of(folder, existing.project))
    if (release.sequence > existing.sequence && release.state != ReleaseState::started)
      return fail(
          "release '" + existing.name + "' was deployed before '" + release.name +
          "', and the stack is no longer as it deployed it, so its files on record stay as they are; give "
          "the release that is deployed now");
  return {};
}

}  // namespace slipway::stack_backup
