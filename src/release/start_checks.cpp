#include "release/start_checks.hpp"

#include <algorithm>

#include "release/history.hpp"

namespace slipway {

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
  if (request.kind == ReleaseKind::rollback && !request.restores && !request.restores_auto)
    return fail(
        "a rollback needs the name of the release that it puts back; name it in restores, or give auto");
  if (request.kind == ReleaseKind::deploy && (request.restores || request.restores_auto))
    return fail("restores is only for kind=rollback; leave it out for a deploy");
  return {};
}

namespace {

tl::unexpected<Error> never_deployed(const std::string& name, const std::vector<Release>& releases) {
  std::string deployed;
  for (auto release = releases.rbegin(); release != releases.rend(); ++release)
    if (release->deployed) deployed += (deployed.empty() ? "" : ", ") + release->name;
  const std::string refused = name + " is no release that was deployed";
  if (deployed.empty()) return fail(refused + ". None was deployed yet, so there is nothing to go back to");
  return fail(refused + ". Choose one of these as restores, newest first: " + deployed);
}

}  // namespace

Expected<Restores> what_it_restores(const ReleaseFolder& folder, const std::vector<Release>& releases,
                                    const StartRequest& request) {
  const Release* target = find_release(releases, *request.restores);
  if (target == nullptr) TRY(refuse_damaged(folder, *request.restores));
  if (request.restores_to == FileSet::deployed && (target == nullptr || !target->deployed))
    return never_deployed(*request.restores, releases);
  if (target == nullptr)
    return fail("there is no release '" + *request.restores + "' of project '" + request.project +
                "' to roll back to; stack_backup_info lists those that are there");
  if (request.restores_to == FileSet::before)
    return Restores{target->name, FileSet::before, target->live_before};
  const bool makes_itself_live = target->kind == ReleaseKind::deploy || !target->restores;
  return Restores{target->name, FileSet::deployed,
                  makes_itself_live ? target->name : target->restores->makes_live};
}

Expected<void> check_same_rollback(const Release& existing, const StartRequest& request) {
  const auto& restores = existing.restores;
  if (!restores || (restores->release == request.restores && restores->to == request.restores_to)) return {};
  return fail("the rollback '" + existing.name + "' is on record as one to '" + to_text(restores->to) +
              "' of release '" + restores->release + "', and this one is to '" +
              to_text(request.restores_to) + "' of '" + request.restores.value_or("") +
              "'; give this rollback another name");
}

}  // namespace slipway
