#include "stack/release_start.hpp"

#include <algorithm>

#include "stack/release_history.hpp"

namespace slipway {
namespace {

std::string held(const Release& release) {
  return "the " + to_text(release.kind) + " '" + release.name + "' of project '" + release.project +
         "' was started by " + release.owner + " at " + release.started + " and has not ended";
}

/// Something of this name that is no record would be in the way.
Expected<void> check_name_is_free(const ReleaseFolder& folder, const std::string& name) {
  const auto taken_by = [&](const std::string& what) {
    return fail("the name '" + name + "' is taken by " + what +
                "; give the release another name, or move that away");
  };
  TRY(refuse_damaged(folder, name));
  if (std::find(folder.plain.begin(), folder.plain.end(), name) != folder.plain.end())
    return taken_by("a backup without a manifest");
  for (const auto& entry : folder.foreign)
    if (entry.name == name) return taken_by("something that is no record of Slipway (" + entry.reason + ")");
  return {};
}

Expected<void> check_restores_is_given(const StartRequest& request) {
  if (request.kind == ReleaseKind::rollback && !request.restores)
    return fail("a rollback needs the name of the release that it puts back; name it in restores");
  if (request.kind == ReleaseKind::deploy && request.restores)
    return fail("restores is only for kind=rollback; leave it out for a deploy");
  return {};
}

Expected<Restores> what_it_restores(const std::vector<Release>& releases, const StartRequest& request) {
  const Release* target = find_release(releases, *request.restores);
  if (target == nullptr)
    return fail("there is no release '" + *request.restores + "' of project '" + request.project +
                "' to roll back to; stack_backup_info lists those that are there");
  if (request.restores_to == FileSet::before)
    return Restores{target->name, FileSet::before, target->live_before};
  if (!target->deployed)
    return fail(
        "release '" + target->name +
        "' was never deployed; roll back to one that was (stack_backup_info lists them), or to what was "
        "there before it with restores_to=before");
  const bool makes_itself_live = target->kind == ReleaseKind::deploy || !target->restores;
  return Restores{target->name, FileSet::deployed,
                  makes_itself_live ? target->name : target->restores->makes_live};
}

Expected<StartDecision> start_again(const Release& existing, const std::vector<Release>& releases,
                                    const StartRequest& request) {
  const Release& newest = releases.back();
  if (existing.kind != request.kind)
    return fail("release '" + existing.name + "' is on record as a " + to_text(existing.kind) +
                "; give this " + to_text(request.kind) + " another name");
  if (existing.state == ReleaseState::started) {
    if (existing.owner != request.owner)
      return fail(held(existing) +
                  "; wait for it, or, if that run is dead, run it again with owner=" + existing.owner);
    return StartDecision{Start::resume, existing};
  }
  if (newest.name != existing.name)
    return fail("release '" + existing.name + "' is on record already (" + to_text(existing.state) +
                "), and '" + newest.name + "' came after it; give this release another name");
  if (existing.state == ReleaseState::deployed) return StartDecision{Start::resume, existing};
  Release again = existing;
  again.state = ReleaseState::started;
  again.owner = request.owner;
  again.finished.clear();
  again.deployed.reset();
  return StartDecision{Start::reopen, again};
}

Expected<StartDecision> start_new(const ReleaseFolder& folder, const std::vector<Release>& releases,
                                  const StartRequest& request) {
  TRY(check_name_is_free(folder, request.name));
  StartDecision decision;
  decision.release.name = request.name;
  decision.release.sequence = next_sequence(folder);
  decision.release.kind = request.kind;
  decision.release.project = request.project;
  decision.release.owner = request.owner;
  decision.release.live_before = release_history(releases).live;
  if (request.restores) {
    TRY_ASSIGN(decision.release.restores, what_it_restores(releases, request));
  }
  return decision;
}

}  // namespace

Expected<StartDecision> decide_start(const ReleaseFolder& folder, const StartRequest& request) {
  TRY(check_restores_is_given(request));
  const Release* same_name = find_release(folder.releases, request.name);
  if (same_name != nullptr && same_name->project != request.project)
    return fail("the name '" + request.name + "' is taken by a release of project '" + same_name->project +
                "'; give this one another name");
  const std::vector<Release> releases = releases_of(folder, request.project);
  for (const auto& release : releases)
    if (release.state == ReleaseState::started && release.name != request.name)
      return fail(held(release) +
                  "; wait for it, or, if that run is dead, end its record: stack_backup with name=" +
                  release.name + " state=failed owner=" + release.owner);
  if (same_name != nullptr) return start_again(*same_name, releases, request);
  return start_new(folder, releases, request);
}

}  // namespace slipway
