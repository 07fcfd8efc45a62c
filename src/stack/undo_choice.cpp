#include "stack/undo_choice.hpp"

#include <set>

#include "release/files.hpp"
#include "release/history.hpp"
#include "system/file_operations.hpp"
#include "util/excerpt.hpp"
#include "util/utc_time.hpp"

namespace slipway {
namespace {

/// The project whose releases are on record for this folder; nullopt when there is none.
Expected<std::optional<std::string>> project_of(const ReleaseFolder& folder, const Path& project_src,
                                                Files& files) {
  const Path here = final_place(files, project_src).value_or(project_src);
  std::set<std::string> projects;
  for (const auto& release : folder.releases)
    if (final_place(files, release.project_src).value_or(release.project_src) == here)
      projects.insert(release.project);
  if (projects.size() > 1)
    return fail("'" + project_src.string() + "' has releases of several projects on record (" +
                some_of({projects.begin(), projects.end()}) + "); give project_name");
  if (projects.empty()) return std::nullopt;
  return *projects.begin();
}

bool was_taken_from(const Release& release, const std::string& owner) {
  for (const auto& one : release.taken_over)
    if (one.from == owner && one.by != owner) return true;
  return false;
}

/// What a run that holds a lock no longer calls whoever holds it now.
std::string whoever_took(const Release& release, const std::string& owner) {
  if (!release.undone_by.empty()) return release.undone_by;
  if (const auto hold = hold_of(release); hold && hold->owner != owner) return hold->owner;
  if (!release.taken_over.empty() && release.taken_over.back().by != owner)
    return release.taken_over.back().by;
  return "Another run of " + owner;
}

UndoChoice undone_by_us(UndoChoice choice, const Release& release) {
  const auto hold = hold_of(release);
  choice.standing = UndoStanding::ours;
  choice.release = release;
  choice.holder = hold ? hold->owner : release.owner;
  choice.again = !hold;
  return choice;
}

UndoChoice nothing(UndoChoice choice, const std::string& reason) {
  choice.standing = UndoStanding::nothing;
  choice.reason = reason;
  return choice;
}

UndoChoice left(UndoChoice choice, const std::string& owner) {
  choice.standing = UndoStanding::left;
  choice.taken_over_by = whoever_took(*choice.release, owner);
  return choice;
}

/// A release that nobody holds: only what could not be put back is undone, as long as nothing came after it.
UndoChoice choose_ended(UndoChoice choice, const std::vector<Release>& releases, const UndoRequest& request) {
  const Release release = *choice.release;
  const std::string name = "release " + release.name;
  if (!release.not_put_back.empty() && release_history(releases).newest_ended == release.name)
    return undone_by_us(std::move(choice), release);
  if (release.state == ReleaseState::deployed && (!release.rerun || release.rerun->failed.empty()))
    return nothing(std::move(choice), name + " is on record as deployed");
  const bool ended_by_us = request.cause.empty() || release.failure_cause == request.cause;
  if (was_taken_from(release, request.lock.owner) || (release.owner == request.lock.owner && !ended_by_us))
    return left(std::move(choice), request.lock.owner);
  choice.in_place = true;
  return nothing(std::move(choice), name + " has ended as " + to_text(release.state));
}

UndoChoice choose_named(UndoChoice choice, const std::vector<Release>& releases, const UndoRequest& request) {
  const Release release = *choice.release;
  const auto hold = hold_of(release);
  if (!hold) return choose_ended(std::move(choice), releases, request);
  if (hold->owner == request.lock.owner) return undone_by_us(std::move(choice), release);
  if (was_taken_from(release, request.lock.owner)) return left(std::move(choice), request.lock.owner);
  if (request.lock.break_lock) return undone_by_us(std::move(choice), release);
  return nothing(std::move(choice),
                 "release " + release.name + " is " + hold->owner + "'s, since " + hold->since);
}

UndoChoice choose_interrupted(UndoChoice choice, const std::vector<Release>& releases,
                              const UndoRequest& request) {
  const ReleaseHistory history = release_history(releases);
  if (history.unfinished) {
    const Release& release = *find_release(releases, *history.unfinished);
    const auto hold = *hold_of(release);
    if (hold.owner == request.lock.owner || may_take_over(hold, request.lock))
      return undone_by_us(std::move(choice), release);
    return nothing(std::move(choice), "release " + release.name + " is " + hold.owner + "'s, since " +
                                          hold.since + ", and may still be under way");
  }
  if (history.newest_ended)
    if (const Release& newest = *find_release(releases, *history.newest_ended); !newest.not_put_back.empty())
      return undone_by_us(std::move(choice), newest);
  return nothing(std::move(choice), "no release is unfinished");
}

}  // namespace

Expected<UndoChoice> choose_undo(const ReleaseFolder& folder, const UndoRequest& request, Files& files) {
  UndoChoice choice;
  const bool named = request.release != interrupted;
  if (named) TRY(refuse_damaged(folder, request.release));
  if (const Release* found = find_release(folder.releases, request.release); named && found != nullptr) {
    if (request.project) TRY(check_project(*found, *request.project));
    choice.release = *found;
    choice.project = found->project;
  } else if (request.project) {
    choice.project = *request.project;
  } else {
    TRY_ASSIGN(const auto project, project_of(folder, request.project_src, files));
    choice.project = project.value_or("");
  }
  const auto releases = releases_of(folder, choice.project);
  if (!named) return choose_interrupted(std::move(choice), releases, request);
  if (choice.release) return choose_named(std::move(choice), releases, request);
  return nothing(std::move(choice), "release " + request.release + " is not on record");
}

Release taken_up(const UndoChoice& choice, const LockRequest& lock) {
  Release release = *choice.release;
  if (const auto hold = hold_of(release)) {
    if (hold->owner != lock.owner) return taken_over(std::move(release), lock);
    return has_run_out(*hold, lock) ? renewed(std::move(release), lock) : release;
  }
  if (release.state == ReleaseState::deployed) {
    release.rerun = Rerun{lock.owner, utc_timestamp(lock.now), ""};
    return release;
  }
  release.state = ReleaseState::started;
  release.finished.clear();
  return renewed(std::move(release), lock);
}

}  // namespace slipway
