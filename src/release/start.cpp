#include "release/start.hpp"

#include "release/history.hpp"
#include "release/sequence.hpp"
#include "release/start_checks.hpp"
#include "util/utc_time.hpp"

namespace slipway {
namespace {

/// The record of this name is open: it goes on when it is ours, or may be taken over.
Expected<StartDecision> resume(const Release& existing, const ReleaseHold& hold,
                               const StartRequest& request) {
  const bool ours = hold.owner == request.lock.owner;
  if (!ours && !may_take_over(hold, request.lock)) return fail(lock_refusal(existing, hold, request.lock));
  StartDecision decision{Start::resume, existing, {}};
  if (!ours) decision.release = taken_over(existing, request.lock);
  if (ours && has_run_out(hold, request.lock)) decision.release = renewed(existing, request.lock);
  return decision;
}

StartDecision reopen(const Release& existing, const StartRequest& request) {
  StartDecision decision{Start::reopen, existing, {}};
  Release& again = decision.release;
  again.state = ReleaseState::started;
  again.owner = request.lock.owner;
  again.resumed.clear();
  again.finished.clear();
  again.rerun.reset();
  again.timeline.clear();
  again.failure_sha256.clear();
  again.failure_cause.clear();
  again.phase.reset();
  again.not_put_back.clear();
  again.undone_by.clear();
  again.deployed.reset();
  return decision;
}

Expected<StartDecision> start_again(const Release& existing, const ReleaseFolder& folder,
                                    const std::vector<Release>& releases, const StartRequest& request) {
  if (existing.kind != request.kind)
    return fail("release '" + existing.name + "' is on record as a " + to_text(existing.kind) +
                "; give this " + to_text(request.kind) + " another name");
  TRY(check_same_rollback(existing, request));
  if (const auto hold = hold_of(existing)) return resume(existing, *hold, request);
  if (releases.back().name != existing.name)
    return fail("release '" + existing.name + "' is on record already (" + to_text(existing.state) +
                "), and '" + releases.back().name + "' came after it; give this release another name");
  TRY(refuse_doubt(folder, request.project));
  if (existing.state != ReleaseState::deployed) return reopen(existing, request);
  StartDecision decision{Start::rerun, existing, {}};
  decision.release.not_put_back.clear();
  decision.release.undone_by.clear();
  decision.release.rerun = Rerun{request.lock.owner, utc_timestamp(request.lock.now), ""};
  return decision;
}

Expected<StartDecision> start_new(const ReleaseFolder& folder, const std::vector<Release>& releases,
                                  const StartRequest& request) {
  TRY(check_name_is_free(folder, request.name));
  TRY(refuse_doubt(folder, request.project));
  StartDecision decision;
  decision.release.name = request.name;
  decision.release.sequence = next_sequence(folder);
  if (decision.release.sequence > highest_sequence)
    return fail("a record has the number " + std::to_string(highest_sequence) +
                ", after which there is none; look which one, and move it away");
  decision.release.kind = request.kind;
  decision.release.project = request.project;
  decision.release.owner = request.lock.owner;
  decision.release.live_before = release_history(releases).live;
  if (request.restores) {
    TRY_ASSIGN(decision.release.restores, what_it_restores(folder, releases, request));
  }
  return decision;
}

/// Ends the project's other unfinished records that may be taken over, in `releases` too; refuses when there
/// is one that may not.
Expected<std::vector<Release>> end_others(std::vector<Release>& releases, const StartRequest& request) {
  std::vector<Release> ended;
  for (auto& release : releases) {
    const auto hold = hold_of(release);
    if (!hold || release.name == request.name) continue;
    if (!may_take_over(*hold, request.lock)) return fail(lock_refusal(release, *hold, request.lock));
    release = ended_by_take_over(release, request.lock);
    ended.push_back(release);
  }
  return ended;
}

/// The request with what a rollback without a name puts back; nothing in `restores` when nothing is to undo.
Expected<StartRequest> with_restores(StartRequest request, const Release* same_name,
                                     const std::vector<Release>& ended, const ReleaseHistory& history) {
  if (!request.restores_auto) return request;
  if (same_name != nullptr && same_name->restores) {  // it goes on with what it began
    request.restores = same_name->restores->release;
    request.restores_to = same_name->restores->to;
    return request;
  }
  if (!ended.empty())
    return fail("the release '" + ended.front().name + "' of " + ended.front().taken_over.back().from +
                " has not ended, so it is not certain what a rollback has to undo; put back what it did with "
                "stack_undo, or name the release to go back to");
  request.restores = history.undo;
  request.restores_to = FileSet::before;
  return request;
}

}  // namespace

Expected<StartDecision> decide_start(const ReleaseFolder& folder, const StartRequest& request) {
  TRY(check_restores_is_given(request));
  const Release* same_name = find_release(folder.releases, request.name);
  if (same_name != nullptr && same_name->project != request.project)
    return fail("the name '" + request.name + "' is taken by a release of project '" + same_name->project +
                "'; give this one another name");
  std::vector<Release> releases = releases_of(folder, request.project);
  TRY_ASSIGN(auto ended, end_others(releases, request));
  if (request.restores_auto) TRY(refuse_doubt(folder, request.project));
  const ReleaseHistory history = release_history(releases);
  TRY_ASSIGN(const auto whole, with_restores(request, same_name, ended, history));
  if (request.restores_auto && same_name == nullptr && !whole.restores)
    return StartDecision{Start::nothing, {}, {}, {history.undo_reason, history.live}};
  TRY_ASSIGN(auto decision, same_name != nullptr ? start_again(*same_name, folder, releases, whole)
                                                 : start_new(folder, releases, whole));
  decision.ended = std::move(ended);
  return decision;
}

}  // namespace slipway
